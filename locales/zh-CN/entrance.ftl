## 登录与首次启动

sign-in-title = 登录
sign-in-login = 登录名
sign-in-password = 密码
sign-in-do = 登录
sign-in-demo = 演示账户
sign-in-demo-factor = 演示不要求双因素认证；正式使用时，三类管理员必须启用。
sign-in-role = 身份

first-run-title = 建立档案室
first-run-lead = 这里还是空的。请写下工会名称，并确定三位管理员；之后由安全管理员为大家开立账户。
first-run-do = 建立并登录
