export { createMock } from './mock.js'
export type { Mock, MockOptions } from './mock.js'
export type { MockCall } from './mock-call.js'
export type {
  AnswerBody, AnswerName, AnswerOptions, FailureOptions, KnownName, OperationId, OptionsFor, UnlistedAnswer,
} from './mock-options.js'
