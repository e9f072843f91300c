/**
 * A salutation in words. Chinese takes the surname, compound ones included; a name in another script stays whole.
 *
 * @since 0.1.0
 */
import type { Salutation } from "../contact/Salutation.ts"
import type { Language } from "../foundation/Word.ts"

/** Surnames of two characters in use today. */
const compound = new Set(
  "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 淳于 达奚 褚师 纳兰".split(
    " ",
  ),
)

const isHan = (text: string) => /^\p{Script=Han}+$/u.test(text)

/** The surname of a Chinese name of at most four characters; undefined for any other name. */
const surname = (name: string): string | undefined => {
  const characters = [...name]
  if (!isHan(name) || characters.length > 4) return undefined
  const two = characters.slice(0, 2).join("")
  return compound.has(two) && characters.length > 2 ? two : characters[0]
}

/** The last word of a name in Latin letters, which stands for the surname there; undefined for any other name. */
const lastWord = (name: string): string | undefined =>
  /^[\p{Script=Latin}\p{M}'’. -]+$/u.test(name) ? name.trim().split(/\s+/).at(-1) : undefined

/** The salutation, without a greeting. */
export const render = (salutation: Salutation, language: Language): string =>
  language === "zh" ? chinese(salutation) : english(salutation)

const chinese = (salutation: Salutation): string => {
  switch (salutation._tag) {
    case "Preferred":
      return salutation.text
    case "Title":
      return `${surname(salutation.name) ?? salutation.name}${salutation.sex === "female" ? "女士" : "先生"}`
    case "Elder":
      return `${surname(salutation.name) ?? salutation.name}${salutation.sex === "female" ? "奶奶" : "爷爷"}`
    case "Child":
      return `${salutation.name}小朋友`
    case "ParentOf":
      return `${salutation.child}小朋友的家长`
    case "FullName":
      return salutation.name
  }
}

const english = (salutation: Salutation): string => {
  switch (salutation._tag) {
    case "Preferred":
      return salutation.text
    case "Title":
    case "Elder": {
      const last = lastWord(salutation.name)
      return last === undefined ? salutation.name : `${salutation.sex === "female" ? "Ms" : "Mr"} ${last}`
    }
    case "ParentOf":
      return `parent or guardian of ${salutation.child}`
    case "Child":
    case "FullName":
      return salutation.name
  }
}
