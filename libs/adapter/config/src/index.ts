export { settings } from './settings.js';
export { type Config, ConfigError, loadConfig } from './load.js';
