export { createMock } from './mock.js'
export type { Mock, MockOptions } from './mock.js'
export type { MockCall } from './mock-call.js'
export type {
  AnswerBody, AnswerName, AnswerOptions, FailureOptions, KnownName, OptionsFor, UnlistedAnswer,
} from './mock-options.js'
export type { OperationId } from './operation-id.js'
