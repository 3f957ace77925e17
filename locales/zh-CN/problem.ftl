## 出错时的页面

problem-home = 回到首页
problem-reference = 状态 { $status } · 请求编号 { $reference }

problem-invalid = 请求有误
problem-sign-in = 请先登录
problem-denied = 没有权限
problem-not-found = 没有找到
problem-conflict = 与现有内容冲突
problem-too-large = 内容太大
problem-too-many = 操作太频繁
problem-unavailable = 暂时无法提供服务
problem-internal = 系统出错了
