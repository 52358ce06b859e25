import { cutAndResume } from './cut.js'
import { connect, talk, type } from './realtime.js'
import { group, history } from './rest.js'
import type { Stage } from './stage.js'
import type { Transcript } from './transcript.js'

/** The whole tour, or its realtime half where there is no REST. Ends the chats and the stage, however it goes. */
export const tour = async (
  stage: Stage,
  transcript: Transcript,
  { rest }: { readonly rest: boolean },
): Promise<void> => {
  const { heading } = transcript
  try {
    heading('They connect')
    await connect(stage, transcript)
    heading('They talk')
    await talk(stage, transcript)
    await type(stage, transcript)
    if (rest) {
      heading('They meet in a group')
      await group(stage, transcript)
    }
    heading('Ada’s connection is cut in mid-sentence')
    await cutAndResume(stage, transcript)
    if (rest) {
      heading('The history of Ada and Ben')
      await history(stage, transcript)
    }
  } finally {
    stage.ada.chat.destroy()
    stage.ben.chat.destroy()
    await stage.stop()
  }
}
