# The API: what requests say

error-api-body = The body is not what this address takes: { $cause }
error-api-body-todo = Compare it with /api/v1/openapi.json and send it again.
error-api-query = A value of the query has a wrong form: { $cause }
error-api-query-todo = Compare it with /api/v1/openapi.json and send it again.
