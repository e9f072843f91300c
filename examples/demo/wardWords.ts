/** The words that the demo's discharges are made of: invented people, the wards of a general hospital, ICD-10. */

export type Sex = "female" | "male"

interface Case {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly chronic?: true
  readonly highRisk?: true
  /** The age from which it is met with. */
  readonly from?: number
}

export interface Ward {
  readonly zh: string
  readonly en: string
  readonly doctors: ReadonlyArray<readonly [zh: string, en: string]>
  /** Whom the ward takes: ages from and to, and a sex where it is but one. */
  readonly ages: readonly [from: number, to: number]
  readonly sex?: Sex
  readonly cases: readonly [Case, ...ReadonlyArray<Case>]
}

const chronic = true
const highRisk = true

export const wards: ReadonlyArray<Ward> = [
  {
    zh: "心血管内科",
    en: "Cardiology",
    doctors: [
      ["顾维民", "Dr Gu Weimin"],
      ["沈雅琴", "Dr Shen Yaqin"],
    ],
    ages: [38, 92],
    cases: [
      { code: "I50.0", zh: "充血性心力衰竭", en: "Congestive heart failure", chronic, highRisk, from: 48 },
      { code: "I25.1", zh: "动脉硬化性心脏病", en: "Atherosclerotic heart disease", chronic, from: 50 },
      {
        code: "I21.4",
        zh: "急性心内膜下心肌梗死",
        en: "Acute subendocardial myocardial infarction",
        highRisk,
      },
      { code: "I48.9", zh: "心房颤动和心房扑动", en: "Atrial fibrillation and atrial flutter", chronic },
    ],
  },
  {
    zh: "内分泌科",
    en: "Endocrinology",
    doctors: [["陶静安", "Dr Tao Jing'an"]],
    ages: [24, 86],
    cases: [
      { code: "E11.9", zh: "2型糖尿病不伴有并发症", en: "Type 2 diabetes without complications", chronic },
      {
        code: "E11.4",
        zh: "2型糖尿病伴有神经的并发症",
        en: "Type 2 diabetes with neurological complications",
        chronic,
        highRisk,
        from: 45,
      },
      {
        code: "E05.0",
        zh: "甲状腺毒症伴有弥漫性甲状腺肿",
        en: "Thyrotoxicosis with diffuse goitre",
        chronic,
      },
    ],
  },
  {
    zh: "呼吸与危重症医学科",
    en: "Respiratory Medicine",
    doctors: [
      ["骆文彬", "Dr Luo Wenbin"],
      ["纪晓岚", "Dr Ji Xiaolan"],
    ],
    ages: [18, 90],
    cases: [
      { code: "J18.9", zh: "肺炎", en: "Pneumonia" },
      {
        code: "J44.1",
        zh: "慢性阻塞性肺病伴有急性加重",
        en: "COPD with acute exacerbation",
        chronic,
        highRisk,
        from: 58,
      },
      { code: "J45.9", zh: "哮喘", en: "Asthma", chronic },
    ],
  },
  {
    zh: "神经内科",
    en: "Neurology",
    doctors: [["蔺思远", "Dr Lin Siyuan"]],
    ages: [30, 90],
    cases: [
      { code: "I63.9", zh: "脑梗死", en: "Cerebral infarction", chronic, highRisk, from: 45 },
      { code: "G40.9", zh: "癫痫", en: "Epilepsy", chronic },
      { code: "G45.9", zh: "短暂性大脑缺血性发作", en: "Transient cerebral ischaemic attack", highRisk },
    ],
  },
  {
    zh: "消化内科",
    en: "Gastroenterology",
    doctors: [["甘素心", "Dr Gan Suxin"]],
    ages: [18, 85],
    cases: [
      { code: "K25.9", zh: "胃溃疡", en: "Gastric ulcer" },
      { code: "K21.0", zh: "胃-食管反流性疾病伴有食管炎", en: "Gastro-oesophageal reflux with oesophagitis" },
      { code: "K85.9", zh: "急性胰腺炎", en: "Acute pancreatitis", highRisk },
    ],
  },
  {
    zh: "普通外科",
    en: "General Surgery",
    doctors: [
      ["柯振邦", "Dr Ke Zhenbang"],
      ["苗雨青", "Dr Miao Yuqing"],
    ],
    ages: [16, 80],
    cases: [
      { code: "K35.8", zh: "急性阑尾炎", en: "Acute appendicitis" },
      { code: "K80.2", zh: "胆囊结石不伴有胆囊炎", en: "Gallstones without cholecystitis" },
      { code: "K40.9", zh: "单侧腹股沟疝", en: "Unilateral inguinal hernia" },
    ],
  },
  {
    zh: "骨科",
    en: "Orthopaedics",
    doctors: [["祁定国", "Dr Qi Dingguo"]],
    ages: [18, 90],
    cases: [
      { code: "S82.6", zh: "外踝骨折", en: "Fracture of the lateral malleolus" },
      { code: "M51.2", zh: "椎间盘移位", en: "Intervertebral disc displacement" },
      { code: "S72.0", zh: "股骨颈骨折", en: "Fracture of the neck of the femur", highRisk, from: 65 },
      { code: "M17.1", zh: "原发性膝关节病", en: "Primary gonarthrosis", chronic, from: 55 },
    ],
  },
  {
    zh: "妇产科",
    en: "Obstetrics and Gynaecology",
    doctors: [
      ["施若兰", "Dr Shi Ruolan"],
      ["卞玉洁", "Dr Bian Yujie"],
    ],
    ages: [22, 42],
    sex: "female",
    cases: [
      { code: "O80.0", zh: "头位顺产", en: "Spontaneous vertex delivery" },
      { code: "O82.0", zh: "选择性剖宫产", en: "Elective caesarean section" },
      { code: "D25.9", zh: "子宫平滑肌瘤", en: "Leiomyoma of the uterus" },
    ],
  },
  {
    zh: "肾内科",
    en: "Nephrology",
    doctors: [["虞承志", "Dr Yu Chengzhi"]],
    ages: [25, 82],
    cases: [
      {
        code: "N18.5",
        zh: "慢性肾脏病5期",
        en: "Chronic kidney disease, stage 5",
        chronic,
        highRisk,
        from: 40,
      },
      { code: "N04.9", zh: "肾病综合征", en: "Nephrotic syndrome", chronic },
    ],
  },
  {
    zh: "肿瘤科",
    en: "Oncology",
    doctors: [["乐怀瑾", "Dr Yue Huaijin"]],
    ages: [40, 82],
    cases: [
      {
        code: "C34.9",
        zh: "支气管或肺恶性肿瘤",
        en: "Malignant neoplasm of bronchus or lung",
        chronic,
        highRisk,
      },
      { code: "C18.9", zh: "结肠恶性肿瘤", en: "Malignant neoplasm of colon", chronic, highRisk },
    ],
  },
  {
    zh: "泌尿外科",
    en: "Urology",
    doctors: [["滕立群", "Dr Teng Liqun"]],
    ages: [50, 85],
    sex: "male",
    cases: [
      { code: "N40", zh: "前列腺增生", en: "Hyperplasia of the prostate", chronic },
      { code: "N20.0", zh: "肾结石", en: "Calculus of the kidney" },
    ],
  },
  {
    zh: "眼科",
    en: "Ophthalmology",
    doctors: [["明瑞雪", "Dr Ming Ruixue"]],
    ages: [60, 90],
    cases: [{ code: "H25.9", zh: "老年性白内障", en: "Senile cataract" }],
  },
  {
    zh: "儿科",
    en: "Paediatrics",
    doctors: [
      ["路佳宁", "Dr Lu Jianing"],
      ["尚可欣", "Dr Shang Kexin"],
    ],
    ages: [0, 15],
    cases: [
      { code: "J18.0", zh: "支气管肺炎", en: "Bronchopneumonia" },
      { code: "A09.9", zh: "胃肠炎和结肠炎", en: "Gastroenteritis and colitis" },
      { code: "J45.9", zh: "哮喘", en: "Asthma", chronic },
      { code: "N04.9", zh: "肾病综合征", en: "Nephrotic syndrome", chronic, highRisk },
    ],
  },
]

/** What the elderly often have besides. */
export const besides: ReadonlyArray<Case> = [
  { code: "I10", zh: "高血压病", en: "Hypertension", chronic },
  { code: "E11.9", zh: "2型糖尿病", en: "Type 2 diabetes", chronic },
  { code: "E78.5", zh: "高脂血症", en: "Hyperlipidaemia", chronic },
]

export const surnames: ReadonlyArray<string> = [
  ..."王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴",
]

/** Given names as they were given about the time of birth. */
export const givenNames: Readonly<
  Record<"elder" | "adult" | "child", Readonly<Record<Sex, ReadonlyArray<string>>>>
> = {
  elder: {
    female: ["秀兰", "桂英", "玉珍", "凤仙", "淑华", "秀珍", "桂芳", "素芬", "惠珍", "月娥", "翠莲", "美玲"],
    male: ["德福", "永贵", "福生", "长根", "振华", "玉林", "金生", "宝山", "守义", "树林", "国栋", "文斌"],
  },
  adult: {
    female: ["丽娟", "晓燕", "海燕", "雪梅", "静怡", "婉婷", "佳慧", "雅文", "晓琳", "倩如", "思敏", "玉洁"],
    male: ["志强", "建军", "晓峰", "立新", "永刚", "文涛", "家明", "海波", "卫东", "一鸣", "少华", "宏伟"],
  },
  child: {
    female: ["子涵", "一诺", "欣妍", "雨桐", "可馨", "诗涵"],
    male: ["梓轩", "浩宇", "沐宸", "奕辰", "宇航", "思远"],
  },
}

export const uyghurNames: Readonly<Record<Sex, ReadonlyArray<string>>> = {
  female: ["阿依古丽·买买提", "古丽娜尔·吐尔逊", "热依拉·艾合买提"],
  male: ["艾力·吐尔逊", "买买提江·阿布都", "努尔买买提·库尔班"],
}

export interface Foreigner {
  readonly name: string
  readonly sex: Sex
}

const female = "female"
const male = "male"

export const foreigners: Readonly<Record<string, ReadonlyArray<Foreigner>>> = {
  "Asia/Shanghai": [
    { name: "Hans Lindner", sex: male },
    { name: "Sofia Ricciardi", sex: female },
    { name: "Aigerim Bekova", sex: female },
    { name: "Pierre Lafontan", sex: male },
  ],
  "Asia/Tokyo": [
    { name: "Kenichi Satomura", sex: male },
    { name: "Haruka Tanabe", sex: female },
    { name: "Shigeru Okudaira", sex: male },
    { name: "Misaki Hoshino", sex: female },
  ],
  "America/New_York": [
    { name: "Emily Carver", sex: female },
    { name: "Daniel Kowalczyk", sex: male },
    { name: "Rosa Delgado Pinto", sex: female },
    { name: "Marcus Whitfield", sex: male },
  ],
  "Europe/London": [
    { name: "Oliver Hartley", sex: male },
    { name: "Priya Nambiar", sex: female },
    { name: "Margaret Ellwood", sex: female },
    { name: "Tom Ashdown", sex: male },
  ],
  "Australia/Sydney": [
    { name: "Chloe Brennan", sex: female },
    { name: "Liam Fitzgerald", sex: male },
    { name: "Mia Papadakis", sex: female },
    { name: "Jack Thorne-Wood", sex: male },
  ],
}
