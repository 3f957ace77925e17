# 导出档案包

package-open = 导出档案包
package-title = 导出档案包
package-lead = 一个文件带走全部内容：原始文件、著录信息、办理沿革和沿革的存证。对方不用本系统也能核验。
package-record = 档案
package-kind = 包的种类
package-eep = 国家标准封装包（EEP，DA/T 48-2009）
package-eep-lead = 用于向档案主管部门移交。一个 XML 文件，带 RSA 和 SM2 签名。
package-bagit = BagIt（RFC 8493）
package-bagit-lead = 各类档案馆、图书馆通用。zip 文件，原样保存文件并附摘要清单。
package-ocfl = OCFL 1.1
package-ocfl-lead = 用于长期保存库。zip 文件，内为一个可按版本增长的对象。
package-noted = 计入今日导出一件，账本记录由您导出。
package-do = 生成档案包
action-record-packaged = 导出档案包
error-dispatch-not-filed = 档案尚未归档。
error-dispatch-not-filed-todo = 请先归档；档案包以档号命名。
error-dispatch-format = 没有这种档案包。
error-dispatch-format-todo = 请选择国家标准封装包、BagIt 或 OCFL。
error-dispatch-scratch = 本机无法生成档案包。
error-dispatch-scratch-todo = 请检查磁盘后重试。
