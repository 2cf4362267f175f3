/** What doors ask about a form's pattern before a command is made of it. */
export { isPattern } from '../domain/pattern';
