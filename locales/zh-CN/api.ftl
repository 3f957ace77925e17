# 接口：请求的内容

error-api-body = 请求正文不符合这个地址的要求：{ $cause }
error-api-body-todo = 请对照 /api/v1/openapi.json 修改正文后重新发送。
error-api-query = 查询参数的格式不对：{ $cause }
error-api-query-todo = 请对照 /api/v1/openapi.json 修改参数后重新发送。
