# 页面：地址、表单、请求

error-page-not-found = 这个地址下没有内容，或者您没有查阅权限。
error-page-not-found-todo = 请核对地址，或从首页检索。
error-page-forbidden = 您的角色不能进行这项操作。
error-page-forbidden-todo = 如确有需要，请联系管理员调整角色。
error-page-sign-in-required = 这一页需要登录后才能查看，或者登录已过期。
error-page-sign-in-required-todo = 请登录后再试，登录后会回到这一页。
error-page-bad-request = 提交的内容不完整或格式不对。
error-page-bad-request-todo = 请返回上一页检查后重新提交。
error-page-form-expired = 这个表单打开得太久，或是从别处提交的，为安全起见没有执行。
error-page-form-expired-todo = 请返回上一页，刷新后重新提交。
error-page-too-large = 提交的内容超过了允许的大小。
error-page-too-large-todo = 请减小文件，或联系管理员用导入命令放入。
error-page-rate-limited = 短时间内请求太多，系统暂停了您的请求。
error-page-rate-limited-todo = 请等 { $seconds } 秒再试。
error-page-unavailable = 系统正忙，或某个部分暂时不可用。
error-page-unavailable-todo = 请稍后再试；已经确认的内容不会丢失。
error-page-internal = 处理请求时发生了意外，细节已写入日志。
error-page-internal-todo = 请稍后再试；如反复出现，请把请求编号告诉管理员。
error-page-password-due = 密码由他人设置，须先更改。
error-page-password-due-todo = 请在“我的账户”中设置新密码，然后再试。
error-page-second-factor-due = 您的岗位必须启用双因素认证，现在还没有设置。
error-page-second-factor-due-todo = 请在“我的账户”中设置手机验证器或通行密钥，然后再试。
error-page-confirm-needed = 这项内容或操作较为敏感，需要再次验证身份。
error-page-confirm-needed-todo = 请验证后再试。
