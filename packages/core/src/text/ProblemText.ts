/**
 * What is wrong with a row of a discharge file, an entry of a discharge bundle or a survey's resource, in Chinese and English.
 *
 * **Details**
 *
 * The readers say it in English. Each sentence has a Chinese one here; a sentence that has none is shown as
 * it is.
 *
 * @since 0.1.0
 */
import type { Problem } from "../followup/DischargeFile.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"

/** Sentences of the reader; `{}` stands for what differs from row to row, in its order. */
export const sentences: ReadonlyArray<Bilingual> = [
  { en: "is missing", zh: "缺失" },
  { en: "the key isn't known", zh: "未知的字段名" },
  { en: "Expected a value with a length of at most {}", zh: "长度不超过 {} 个字符" },
  { en: "Expected a value between {} and {}", zh: "须在 {} 至 {} 之间" },
  { en: "Expected {}", zh: "应为 {}" },
  {
    en: "an id is 1 to 200 letters, digits and . _ : / @ -, beginning with a letter or digit",
    zh: "编号为 1 至 200 个字母、数字或 . _ : / @ -，以字母或数字开头",
  },
  { en: "the resource is no Questionnaire", zh: "该资源不是 Questionnaire" },
  { en: "the resource is no QuestionnaireResponse", zh: "该资源不是 QuestionnaireResponse" },
  { en: "can't be read", zh: "无法读取" },
  { en: "resources of this type aren't read", zh: "不读取此类资源" },
  { en: "isn't read: an e-mail address is written name@domain", zh: "未读取：电子邮箱写作 名称@域名" },
  { en: "texts are in Chinese or English", zh: "文字须为中文或英文" },
  { en: "an item is an object", zh: "题目须为对象" },
  { en: "items lie too deep within one another", zh: "题目嵌套过深" },
  { en: "a scale has minValue and maxValue", zh: "量表须有 minValue 与 maxValue" },
  { en: "answers of this kind can't be asked for", zh: "不支持这种回答类型" },
  { en: "the options stand in the item itself", zh: "选项须写在题目本身之中" },
  { en: "this condition can't be said here", zh: "无法表达这一条件" },
  { en: "several conditions hold all or any", zh: "多个条件须注明全部成立或任一成立" },
  {
    en: "any of several within another condition can't be said here",
    zh: "条件之中再含“任一成立”，无法表达",
  },
  { en: "another questionnaire or version is answered", zh: "回答的是另一问卷或另一版本" },
  { en: "another revision is answered", zh: "回答的是另一修订" },
  { en: "the item is answered already", zh: "该题目已有回答" },
  { en: "the response was entered in error", zh: "该答卷系误录" },
  {
    en: "it changes what is meant in a way that isn't known here",
    zh: "它改变原意，而此处不识其含义",
  },
  {
    en: "a code is 1 to 64 letters, digits and . _ - /, beginning with a letter, a digit or /",
    zh: "代码为 1 至 64 个字母、数字或 . _ - /，以字母、数字或 / 开头",
  },
  { en: "a hash is 64 hexadecimal digits", zh: "哈希为 64 位十六进制数字" },
  { en: "the occasion lies outside 1970 to 2059", zh: "服务时间须在 1970 年至 2059 年之间" },
  { en: "text must be well-formed Unicode without NUL", zh: "文本须为有效的 Unicode，不含空字符" },
  { en: "text must not be blank", zh: "文本不能为空白" },
  { en: "a date is written YYYY-MM-DD and must exist", zh: "日期写作 YYYY-MM-DD，且须存在" },
  {
    en: "a time is written HH:MM or HH:MM:SS, from 00:00 to 24:00",
    zh: "时间写作 HH:MM 或 HH:MM:SS，从 00:00 到 24:00",
  },
  {
    en: "an instant is written YYYY-MM-DDTHH:MM, seconds and an offset such as +08:00 or Z behind it, and must exist",
    zh: "时刻写作 YYYY-MM-DDTHH:MM，其后可加秒及 +08:00 或 Z 等时差，且须存在",
  },
  {
    en: "a span is written HH:MM-HH:MM, from 00:00-… to …-24:00",
    zh: "时段写作 HH:MM-HH:MM，从 00:00-… 到 …-24:00",
  },
  { en: "the span's ends are equal: it would be empty", zh: "时段起止相同，等于空时段" },
  { en: "a time zone is an IANA name that the platform knows", zh: "时区须为系统认识的 IANA 名称" },
  {
    en: "a time zone's name has the capital letters that IANA gives it",
    zh: "时区名称的大小写须与 IANA 一致",
  },
  {
    en: "a phone number is written +, country code, number, and must be possible",
    zh: "电话号码写作 +、国家代码、号码，且须为可能存在的号码",
  },
  { en: "an e-mail address is written name@domain", zh: "电子邮箱写作 名称@域名" },
  {
    en: "an ICD-10 code is a letter, a digit, a digit or letter and optionally a dot with up to eight signs, such as I10 or E11.9",
    zh: "ICD-10 编码为一个字母、一位数字、一位数字或字母，可再加点号与至多八位，如 I10 或 E11.9",
  },
  { en: "the discharge lies outside 1970 to 2059", zh: "出院时间须在 1970 年至 2059 年之间" },
  { en: "the birth date lies after the discharge", zh: "出生日期晚于出院" },
  { en: "the admission lies after the discharge", zh: "入院晚于出院" },
  { en: "the admission lies before 1970", zh: "入院早于 1970 年" },
  { en: "the admission lies before the birth date", zh: "入院早于出生日期" },
  { en: "the event lies after the discharge", zh: "该事件晚于出院" },
  { en: "the event lies before 1970", zh: "该事件早于 1970 年" },
  { en: "nobody is over 130 years old", zh: "年龄超过 130 岁" },
  { en: "the admission lies after the discharge", zh: "入院晚于出院" },
  { en: "the admission lies before 1970", zh: "入院早于 1970 年" },
  { en: "the admission lies before the birth date", zh: "入院早于出生日期" },
  { en: "the handover lies before the admission", zh: "交接早于入院" },
  {
    en: "an item of the handover is written done; who; when, or not done; why, or not applicable; who; when; why",
    zh: "交接项写作 done; 人员; 时刻，或 not done; 原因，或 not applicable; 人员; 时刻; 原因",
  },
  { en: "the event lies after the discharge", zh: "事件晚于出院" },
  { en: "the event lies before 1970", zh: "事件早于 1970 年" },
  { en: "entry {} has this discharge id", zh: "第 {} 个条目已有此出院编号" },
  { en: "an entry is an object", zh: "条目须为对象" },
  { en: "no entry of the bundle is meant", zh: "资源包中没有所引用的条目" },
  { en: "several entries of the bundle are meant", zh: "所引用的条目不止一个" },
  { en: "the entry meant is no {}", zh: "所引用的条目不是 {}" },
  { en: "the patient has died: nobody is followed up", zh: "患者已去世，不予随访" },
  { en: "the patient's record is no longer in use", zh: "患者记录已停用" },
  {
    en: "where the patient went isn't known from this: the plan is made as for somebody at home",
    zh: "由此无法得知患者去向，按在家患者制定计划",
  },
  {
    en: "the encounter is part of a stay of the patient's: the patient isn't discharged at its end",
    zh: "此次就诊是该患者某次住院的一部分，其结束并非出院",
  },
  { en: "the birth date names no day", zh: "出生日期未写到日" },
  { en: "the stay has no end: the patient isn't discharged", zh: "住院没有结束时间：患者尚未出院" },
  {
    en: "the end names no time of day: a discharge is an instant",
    zh: "结束时间未写时分：出院须为具体时刻",
  },
  { en: "the encounter isn't finished, or didn't take place", zh: "就诊未结束，或并未发生" },
  {
    en: "the hospital doesn't count encounters of this class as stays",
    zh: "医院不把此类就诊计为住院",
  },
  { en: "the encounter names no attending doctor", zh: "就诊未写明主管医生" },
  {
    en: "the encounter has several conditions, and none is named as the main one",
    zh: "就诊有多个诊断，未写明主要诊断",
  },
  { en: "the condition has no code of ICD-10", zh: "诊断没有 ICD-10 编码" },
  { en: "a condition is named twice", zh: "合并症重复" },
  { en: "diabetes is with complications or without them", zh: "糖尿病要么有并发症，要么没有" },
  { en: "a score of comorbidities and its weights stand together", zh: "合并症评分须与其权重一并填写" },
  { en: "the comorbidities are conditions or a score, not both", zh: "合并症填写疾病或评分，不能两者都填" },
  {
    en: "haemoglobin lies from 1 to 30 g/dL, which is 10 to 300 g/L",
    zh: "血红蛋白须在 1 至 30 g/dL（即 10 至 300 g/L）之间",
  },
  {
    en: "haemoglobin is written with its unit, such as 118 g/L or 11.8 g/dL",
    zh: "血红蛋白须带单位，如 118 g/L 或 11.8 g/dL",
  },
  { en: "a number is written in digits, such as 2 or 11.8", zh: "数字写作 2 或 11.8 等" },
  {
    en: "what a hospital notes itself is named by words joined by dots, such as hospital.anticoagulants",
    zh: "医院自有项目以 hospital. 开头、以点号相连，如 hospital.anticoagulants",
  },
  {
    en: "what the hospital notes itself is written name=yes, name=no or name=number, each name once, such as hospital.icu=yes",
    zh: "医院自有项目写作 名称=yes、名称=no 或 名称=数字，每个名称一次，如 hospital.icu=yes",
  },
  { en: "two persons have one id", zh: "两名联系人编号相同" },
  { en: "none of the row's persons is meant", zh: "不是该行的任何联系人" },
  { en: "withdrawnAt: a withdrawal can't precede the grant", zh: "撤回不能早于同意" },
  {
    en: "withdrawnBy: what isn't withdrawn has no message that withdrew it",
    zh: "未撤回的同意不应有撤回消息",
  },
  { en: "the row names no {}", zh: "该行没有 {}" },
  { en: "row {} has this discharge id", zh: "第 {} 行已有此出院编号" },
  { en: "row {} has this patient with another birth date", zh: "第 {} 行的同一患者另有出生日期" },
  {
    en: "{} texts for {} codes; in CSV no text holds a semicolon",
    zh: "{} 段文字对应 {} 个编码；CSV 中文字不能含分号",
  },
  {
    en: "work is on mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or a date YYYY-MM-DD that exists",
    zh: "工作日为 mon、tue、wed、thu、fri、sat、sun，或 mon-fri 等范围，或存在的日期 YYYY-MM-DD",
  },
  {
    en: "work names days and hours, such as mon-fri 09:00-18:00",
    zh: "工作时间须写明日期与时段，如 mon-fri 09:00-18:00",
  },
  { en: "work is either by weekday or by date", zh: "工作时间要么按星期，要么按日期" },
  { en: "the row has {} fields, and the header {}", zh: "该行有 {} 个字段，表头有 {} 个" },
  { en: "a quote is opened and never closed", zh: "引号未闭合" },
  {
    en: "behind a closing quote stands neither a comma nor the row's end",
    zh: "右引号之后既不是逗号也不是行尾",
  },
  { en: "a quote stands in a field that doesn't begin with one", zh: "字段不以引号开头，其中却有引号" },
  {
    en: "a sign is lost: the file was read in another encoding than it was written in",
    zh: "有字符丢失：读取文件所用编码与写入时不同",
  },
  { en: "without a header that can be read, no row can", zh: "表头不可读，任何行都不可读" },
  { en: "the file is empty: no line names the columns", zh: "文件为空：没有表头" },
  { en: "no column has this name", zh: "没有这个列名" },
  { en: "the header names the column twice", zh: "表头中该列出现两次" },
  { en: "the header lacks this column", zh: "表头缺少该列" },
  { en: "the row isn't JSON", zh: "该行不是 JSON" },
  {
    en: "the file begins as a JSON array and isn't one; with one object a line, the rows beside a broken one could be read",
    zh: "文件以 JSON 数组开头却不是数组；若每行一个对象，坏行之外的行仍可读",
  },
]

const patterns = sentences.map(({ en, zh }) => ({
  pattern: new RegExp(`^${en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll("{}", "(.+)")}$`),
  zh,
}))

/**
 * The rule that a value breaks.
 *
 * **Example**
 *
 * ```ts
 * import { ProblemText } from "@aftercare/core"
 *
 * ProblemText.rule("row 7 has this discharge id", "zh") // => "第 7 行已有此出院编号"
 * ```
 */
export const rule = (said: Problem["rule"], language: Language): string => {
  if (language === "en") return said
  for (const { pattern, zh } of patterns) {
    const match = pattern.exec(said)
    if (match === null) continue
    let next = 1
    return zh.replaceAll("{}", () => match[next++] ?? "")
  }
  return said
}
