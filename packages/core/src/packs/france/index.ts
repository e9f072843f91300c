export * as FranceCalendar from "./FranceCalendar.ts"
export * as FranceContact from "./FranceContact.ts"
