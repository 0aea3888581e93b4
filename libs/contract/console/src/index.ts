export { CONSOLE_SESSION, type ConsoleSession, CSRF_HEADER } from './session.js';
