## 登录：通行密钥、口令、设备

passkey-title = 通行密钥
passkey-lead = 用指纹、面容或设备密码登录，不必输入密码；仿冒网站骗不走它。
passkey-count = 您有 { $count } 个通行密钥。
passkey-manage = 管理通行密钥
passkey-own = 我的通行密钥
passkey-name = 名称
passkey-name-hint = 便于辨认，例如“办公室电脑”；最多 { $most } 个字符。
passkey-made = 添加时间
passkey-used = 最近使用
passkey-never-used = 从未使用
passkey-backed-up = 已随账号同步
passkey-elsewhere = 属于另一网址，此处不能使用
passkey-suspected = 已停用：可能被复制
passkey-suspected-lead = 这个通行密钥的计数倒退，可能有人复制了它，因此已停用。请移除它，换一个新的，并告知安全管理员。
passkey-remove = 移除
passkey-removed = 通行密钥已移除。
passkey-added = 通行密钥已添加。
passkey-new = 添加通行密钥
passkey-new-lead = 浏览器会请您用指纹、面容或设备密码确认。此后仅凭密码不能再登录：还需通行密钥或恢复码。建议在第二台设备上也添加一个。
passkey-new-do = 添加
passkey-off = 本系统没有设定对外网址，因此不能使用通行密钥。需要时请系统管理员设置 server.public_url。
passkey-or = 或者
passkey-needs-script = 使用通行密钥需要浏览器开启脚本；不开启时请用密码或恢复码。
passkey-unable = 这个浏览器不支持通行密钥，请用其他方式。
passkey-not-given = 没有得到通行密钥：已取消、超时，或这台设备上没有。请重试或用其他方式。
passkey-use = 使用通行密钥
recovery-code-hint = 一个恢复码，形如 7Q2M-88XA-R4TZ。

error-passkeys-off = 本系统没有启用通行密钥。
error-passkeys-off-todo = 请用密码登录；需要通行密钥时请系统管理员设置 server.public_url。
error-passkey-refused = 通行密钥未被接受。
error-passkey-refused-todo = 请重试；如果仍然不行，请用密码登录后检查您的通行密钥。
error-passkey-copied = 这个通行密钥可能被复制，已停用。
error-passkey-copied-todo = 请用密码和恢复码登录，移除它并添加新的，然后告知安全管理员。
error-passkey-known = 这个通行密钥已经登记过。
error-passkey-known-todo = 不必再次添加；它在列表中。
error-too-many-passkeys = 通行密钥太多。
error-too-many-passkeys-todo = 请先移除不再使用的。
error-challenge-over = 等待时间已过，或这次验证已经用过。
error-challenge-over-todo = 请再点一次通行密钥的按钮。
error-public-url = 对外网址不能用于通行密钥。
error-public-url-todo = 请系统管理员检查 server.public_url：须为 https 网址，只含域名和端口。
error-password-breached = 这个口令曾出现在泄露的口令库中。
error-password-breached-todo = 攻击者会先试这样的口令。请换一个从未用在别处的；一句自己记得住的话就很好。
error-breached-list = 第 { $line } 行不是带次数的 SHA-1，或列表没有按散列排序。
error-breached-list-todo = 请下载“按散列排序”的列表。
error-breached-file = 泄露口令文件无法使用。
error-breached-file-todo = 请系统管理员用 guildhall passwords build-filter 重新生成。

## 设备

own-session-device = 设备
device-unknown = 未知设备
device-news = 有新设备登录过您的账户：{ $agent }，{ $address }，{ $moment }。如果不是您本人，请打开“我的账户”，退出它并更改密码。
place-here = 本机
place-internal = 内网
place-outside = 外网
