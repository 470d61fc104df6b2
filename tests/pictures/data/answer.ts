import type { SlipwayContract } from '../../../main/contract/contract'
import type { Call, Stream } from '../../../main/contract/define'

type Answer<Method> =
  Method extends Call<infer In, infer Out>
    ? (input: In) => Out
    : Method extends Stream<infer In, infer Item>
      ? (input: In) => readonly Item[]
      : never

/**
 * What main says in a picture. A call is answered by its value, a stream by its items, after which it stays open and says
 * nothing more. What is missing is never answered.
 */
export type Answers = {
  readonly [Section in keyof SlipwayContract]?: {
    readonly [Name in keyof SlipwayContract[Section]]?: Answer<SlipwayContract[Section][Name]>
  }
}
