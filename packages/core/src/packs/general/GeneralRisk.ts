/**
 * Published scores of the risk to come back within 30 days, each version a table of its own. Copies of them differ, so
 * each names where it was read. None is in use before a hospital takes it.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralRisk, RiskTable, TimeZone } from "@aftercare/core"
 *
 * const stay = { counts: "nights", zone: TimeZone.make("Asia/Shanghai") } as const
 * RiskTable.inputs(GeneralRisk.lace(stay)) // => ["lengthOfStay", "acuteAdmission", "charlson", "emergencyVisits"]
 * ```
 *
 * @since 0.1.0
 */
import type { CharlsonWeights, PointSum, StayCounting } from "../../followup/RiskTable.ts"
import type { Source } from "../../foundation/Rule.ts"

/** What the LACE index makes of other illnesses: its own weights, which aren't Charlson's of 1987. */
export const laceWeights: CharlsonWeights = {
  id: "lace.2010",
  weights: {
    myocardialInfarction: 1,
    cerebrovascularDisease: 1,
    peripheralVascularDisease: 1,
    diabetesWithoutComplications: 1,
    heartFailure: 2,
    diabetesWithEndOrganDamage: 2,
    chronicPulmonaryDisease: 2,
    mildLiverOrRenalDisease: 2,
    tumour: 2,
    dementia: 3,
    connectiveTissueDisease: 3,
    hiv: 4,
    severeLiverOrRenalDisease: 4,
    metastaticTumour: 6,
  },
  source: {
    title: "LACE index, its comorbidity weights: BMC Cardiovascular Disorders 2014;14:97, table 1",
    status: "practice",
    verified: "secondary",
    reference: {
      zh: "https://bmccardiovascdisord.biomedcentral.com/articles/10.1186/1471-2261-14-97/tables/1；其中没有 HIV：其 4 分出自 BMJ Open，markup 121028。",
      en: "https://bmccardiovascdisord.biomedcentral.com/articles/10.1186/1471-2261-14-97/tables/1; HIV isn't in it: its 4 is from BMJ Open, markup 121028.",
    },
  },
}

/**
 * LACE (van Walraven 2010): length of stay, acute admission, comorbidities, emergency visits; 0 to 19 points.
 *
 * Hospitals count a stay's days in different ways, Alberta the day of admission and that of discharge, so the counting is
 * an argument.
 */
export const lace = (stay: StayCounting): PointSum => ({
  _tag: "PointSum",
  id: "lace",
  version: "2010",
  title: { zh: "LACE 指数（2010）", en: "LACE index (2010)" },
  source: {
    title:
      "LACE index (van Walraven et al., CMAJ 2010;182:551), after BMC Cardiovascular Disorders 2014;14:97, table 1",
    status: "practice",
    verified: "secondary",
    reference: "https://bmccardiovascdisord.biomedcentral.com/articles/10.1186/1471-2261-14-97/tables/1",
  },
  stay,
  charlson: laceWeights,
  components: [
    {
      _tag: "Amount",
      input: "lengthOfStay",
      bands: [
        { below: 1, points: 0 },
        { from: 1, below: 2, points: 1 },
        { from: 2, below: 3, points: 2 },
        { from: 3, below: 4, points: 3 },
        { from: 4, below: 7, points: 4 },
        { from: 7, below: 14, points: 5 },
        { from: 14, points: 7 },
      ],
    },
    { _tag: "Flag", input: "acuteAdmission", points: 3 },
    {
      _tag: "Amount",
      input: "charlson",
      bands: [
        { below: 1, points: 0 },
        { from: 1, below: 2, points: 1 },
        { from: 2, below: 3, points: 2 },
        { from: 3, below: 4, points: 3 },
        { from: 4, points: 5 },
      ],
    },
    {
      _tag: "Amount",
      input: "emergencyVisits",
      bands: [
        { below: 1, points: 0 },
        { from: 1, below: 2, points: 1 },
        { from: 2, below: 3, points: 2 },
        { from: 3, below: 4, points: 3 },
        { from: 4, points: 4 },
      ],
    },
  ],
  tiers: [
    { below: 5, tier: "low" },
    { from: 5, below: 10, tier: "moderate" },
    { from: 10, tier: "high" },
  ],
})

const common = {
  haemoglobin: {
    _tag: "Amount",
    input: "haemoglobin",
    bands: [
      { below: 12, points: 1 },
      { from: 12, points: 0 },
    ],
  },
  sodium: {
    _tag: "Amount",
    input: "sodium",
    bands: [
      { below: 135, points: 1 },
      { from: 135, points: 0 },
    ],
  },
  oncologyService: { _tag: "Flag", input: "oncologyService", points: 2 },
  procedure: { _tag: "Flag", input: "procedure", points: 1 },
  urgentAdmission: { _tag: "Flag", input: "urgentAdmission", points: 1 },
  /** None, 1 to 5, more: 2013. */
  admissionsFromOne: {
    _tag: "Amount",
    input: "admissionsInYear",
    bands: [
      { below: 1, points: 0 },
      { from: 1, below: 6, points: 2 },
      { from: 6, points: 5 },
    ],
  },
  /** Up to 1, 2 to 5, more: 2016 and after. */
  admissionsFromTwo: {
    _tag: "Amount",
    input: "admissionsInYear",
    bands: [
      { below: 2, points: 0 },
      { from: 2, below: 6, points: 2 },
      { from: 6, points: 5 },
    ],
  },
  lengthOfStay: {
    _tag: "Amount",
    input: "lengthOfStay",
    bands: [
      { below: 5, points: 0 },
      { from: 5, points: 2 },
    ],
  },
} as const

const threeTiers = [
  { below: 5, tier: "low" },
  { from: 5, below: 7, tier: "moderate" },
  { from: 7, tier: "high" },
] as const

const seven = (admissions: typeof common.admissionsFromOne | typeof common.admissionsFromTwo) =>
  [
    common.haemoglobin,
    common.oncologyService,
    common.sodium,
    common.procedure,
    common.urgentAdmission,
    admissions,
    common.lengthOfStay,
  ] as const

const derivation: Source = {
  title: "HOSPITAL score (Donzé et al., JAMA Internal Medicine 2013;173:632)",
  status: "practice",
  verified: "secondary",
  reference: "https://cliniborg.com/2017/01/06/hospital-score-to-predict-readmission-risk",
}

const validation: Source = {
  title: "HOSPITAL score, international validation (Donzé et al., JAMA Internal Medicine 2016;176:496)",
  status: "practice",
  verified: "read",
  reference: {
    zh: "http://archinte.jamanetwork.com/article.aspx?articleid=2498847；分值：https://www.rcpjournals.org/highwire/markup/9803/expansion",
    en: "http://archinte.jamanetwork.com/article.aspx?articleid=2498847; the points: https://www.rcpjournals.org/highwire/markup/9803/expansion",
  },
}

const simplification: Source = {
  title: "Simplified HOSPITAL score (Aubert et al., BMJ Quality & Safety 2017;26:799)",
  status: "hospitalPolicy",
  verified: "recalled",
  reference: {
    zh: "变化与两组：摘要 https://pubmed.ncbi.nlm.nih.gov/28416652；分值：二手页面；高分组自 5 分起：凭记忆。",
    en: "The change and two groups: the abstract, https://pubmed.ncbi.nlm.nih.gov/28416652; the points: a secondary page; that the upper group begins at 5: recalled.",
  },
}

/** HOSPITAL as it was derived in 2013: one earlier admission counts already. 0 to 13 points. */
export const hospital2013 = (stay: StayCounting): PointSum => ({
  _tag: "PointSum",
  id: "hospital",
  version: "2013",
  title: { zh: "HOSPITAL 评分（2013）", en: "HOSPITAL score (2013)" },
  source: derivation,
  stay,
  components: seven(common.admissionsFromOne),
  tiers: threeTiers,
})

/** HOSPITAL as it was validated in 2016: two earlier admissions count. 0 to 13 points. */
export const hospital2016 = (stay: StayCounting): PointSum => ({
  _tag: "PointSum",
  id: "hospital",
  version: "2016",
  title: { zh: "HOSPITAL 评分（2016）", en: "HOSPITAL score (2016)" },
  source: validation,
  stay,
  components: seven(common.admissionsFromTwo),
  tiers: threeTiers,
})

/** The simplified HOSPITAL of 2017: no procedure, and cancer however it is known. 0 to 12 points in two groups. */
export const hospital2017 = (stay: StayCounting): PointSum => ({
  _tag: "PointSum",
  id: "hospital",
  version: "2017",
  title: { zh: "简化 HOSPITAL 评分（2017）", en: "Simplified HOSPITAL score (2017)" },
  source: simplification,
  stay,
  components: [
    common.haemoglobin,
    { _tag: "Flag", input: "cancer", points: 2 },
    common.sodium,
    common.urgentAdmission,
    common.admissionsFromTwo,
    common.lengthOfStay,
  ],
  tiers: [
    { below: 5, tier: "low" },
    { from: 5, tier: "high" },
  ],
})
