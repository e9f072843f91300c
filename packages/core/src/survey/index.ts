export * as Occasion from "./Occasion.ts"
export * as Questionnaire from "./Questionnaire.ts"
export * as ResponsePolicy from "./ResponsePolicy.ts"
export * as SurveyResponse from "./SurveyResponse.ts"
