# 利用统计
use-statistics-title = 利用统计
use-statistics-lead = 您保管的档案被申请利用、阅读、借阅和出具证明的次数，与上一年对照。之后已销毁的档案不再计入，查档证明除外。
use-statistics-none = 这两年没有利用
use-statistics-none-lead = 有了利用申请、借阅或查档证明，就会统计在这里。
use-statistics-file = 导出 CSV
use-statistics-what = 统计项
use-statistics-month = 月份
use-statistics-chart = 各月利用申请
use-statistics-requests = 利用申请（件次）
use-statistics-people = 申请人数
use-statistics-records = 申请利用的档案（件）
use-statistics-looks = 凭申请阅读（页次）
use-statistics-loans = 借阅原件（件次）
use-statistics-certificates = 出具查档证明（份）
use-statistics-by-type = 按档案门类
use-statistics-by-organisation = 按所属单位
