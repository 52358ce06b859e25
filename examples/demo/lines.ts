/** What people say: `who` counts the people of a conversation, `reply` counts lines back. */
export interface Line {
  readonly who: number
  readonly body: string
  readonly reply?: number
  readonly reaction?: string
  readonly picture?: true
}

const line = (who: number, body: string, more: Omit<Line, 'who' | 'body'> = {}): Line => ({ who, body, ...more })

export const betweenTwo: readonly Line[] = [
  line(0, 'Morning! Did the cards arrive?'),
  line(1, 'They did. Two boxes, and only one of them upside down.'),
  line(1, 'I have sorted the first three hundred.', { reaction: '👍' }),
  line(0, 'Lovely. Leave the variable cards to me, I want to check the order of the operations once more.'),
  line(1, 'Sure. The mill jammed again last night, by the way.'),
  line(0, 'At the same column?'),
  line(1, 'Column seven, the carry. I filed the lever down a little and it runs since.', { reaction: '🎉' }),
  line(0, 'Could you write down by how much? We will need it for the second one.', { reply: 1 }),
  line(1, '0.4 mm. It is in the notebook, page 112.'),
  line(0, 'You are a treasure.', { reaction: '❤️' }),
  line(1, 'Lunch at one?'),
  line(0, 'Half past. I have Charles until then, and he has brought drawings.'),
  line(1, 'Oh no. How many?'),
  line(0, 'I stopped counting at forty 😅', { reply: 1, reaction: '😂' }),
  line(1, 'Then half past two it is.'),
  line(0, 'Note G is done! The whole table, with the numbers of Bernoulli, up to the eighth.', { reaction: '🎉' }),
  line(1, 'All of it? I would not have thought that anything could repeat a cycle of operations so neatly.'),
  line(0, 'That is the point: the engine does not mind how often.'),
  line(1, 'Walking home over the hill. You should see this light.', { picture: true }),
  line(0, 'Send me a picture tomorrow.'),
]

export const amongAll: readonly Line[] = [
  line(1, 'The hall is ours on Thursday at six. Tea is included, chairs are not.'),
  line(3, 'I can bring chairs. And a moth, if anybody wants to see a real bug.', { reaction: '😂' }),
  line(0, 'Please do, the moth is the best part of the talk.', { reply: 1 }),
  line(2, 'I shall bring the drawings.'),
  line(0, 'Not all of them, Charles.', { reply: 1, reaction: '😂' }),
  line(2, 'Only the necessary ones. Sixty at most.'),
  line(3, 'Order of talks? I would rather not follow sixty drawings.'),
  line(1, 'Grace first, then Ada, then the drawings, then we lock the doors.', { reaction: '👍' }),
  line(0, 'Works for me. Twenty minutes each, questions at the end.'),
  line(2, 'Twenty minutes! One cannot explain the carry in twenty minutes.'),
  line(3, 'I explain a nanosecond in one: I hand out a piece of wire, 30 cm long.', { reaction: '🎉' }),
  line(0, 'That is brilliant. May I borrow one for my next lecture?', { reply: 1 }),
  line(3, 'Take a handful, I have a spool of them.'),
  line(1, 'The programme is printed. Forty copies, nobody is called “Babage” this time.'),
  line(2, 'I am obliged to you.', { reply: 1 }),
  line(0, 'See you all on Thursday!', { reaction: '❤️' }),
]

export const withCharles: readonly Line[] = [
  line(1, 'My dear Ada, have you looked at sheet 31?'),
  line(0, 'I have. The barrels turn the wrong way.'),
  line(1, 'They turn the right way, the sheet was bound in backwards.', { reaction: '😂' }),
  line(0, 'Then we should number both sides.'),
  line(1, 'An excellent plan. I shall begin a new set of drawings at once.'),
  line(0, 'Or we write the numbers on those we have.', { reply: 1, reaction: '👍' }),
]

export const withGrace: readonly Line[] = [
  line(1, 'Quick question: would you call it a library, if people shared the routines they wrote?'),
  line(0, 'A library, yes. And somebody has to be the librarian.'),
  line(1, 'I knew you would say that.', { reaction: '❤️' }),
  line(0, 'How is the compiler?'),
  line(1, 'Nobody believes that it works. They say computers can only do arithmetic.'),
  line(0, 'They said the same of the engine. Show them, do not tell them.', { reply: 1, reaction: '👍' }),
]
