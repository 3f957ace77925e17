## 保管期限

retention-title = 到期档案
retention-lead = 保管期满、可以鉴定的已归档档案，最早到期的在前。到期日随时由年度、保管期限和起算规则算出，不另存。
retention-unsettled = 起算方法尚待本单位与档案主管部门确认（rules/retention/clock.toml）。
retention-due-now = 现已到期 { $count } 件。
retention-by = 到 { $year } 年初共到期 { $count } 件。
retention-empty = 没有到期的档案
retention-empty-lead = 这里会列出今后十年内保管期满的档案。永久保管的档案从不出现。
retention-chart = 各年到期件数
retention-due = 到期年份
retention-is-due = 已到期
retention-kept = 保管至
retention-for-ever = 永久保管
retention-until = { $last }（{ $year } 年度，保管 { $years } 年，自 { $begins } 起算）
retention-counts-year-after = 保管期限自形成年度的次年 1 月 1 日起算。
retention-counts-year-of = 保管期限自形成年度的 1 月 1 日起算。
schedule-title = 归档范围与保管期限表
schedule-lead = 哪些材料归档、各保管多久。这是模板：各单位应编制自己的一份，报同级档案主管部门审查后使用。
schedule-matter = 材料
schedule-source = 依据
schedule-unsure = 待确认
