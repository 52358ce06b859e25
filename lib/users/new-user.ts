import { isText, requireArgument } from '../rest/arguments.js'
import type { NewUser } from './users.js'

const mostTags = 5

/** Throws a `ChatError` of kind `argument` for what the server would surely refuse; lengths are the server's to judge. */
export const checkNewUser = ({ login, email, password, tags = [] }: NewUser): void => {
  requireArgument(isText(login) || isText(email), 'login', 'a login or an email')
  requireArgument(isText(password), 'password', 'text that is not empty')
  requireArgument(tags.length <= mostTags, 'tags', `at most ${String(mostTags)} tags`)
}

/** The body of `POST /users`; members that are `undefined` vanish in JSON. */
export const newUserBody = (user: NewUser): Readonly<Record<string, unknown>> => ({
  user: {
    login: user.login,
    email: user.email,
    password: user.password,
    full_name: user.fullName,
    phone: user.phone,
    website: user.website,
    custom_data: user.customData,
    avatar: user.avatar,
    external_id: user.externalId,
    tag_list: user.tags?.join(','),
  },
})
