import { OF_CHECKING } from './of-checking.js';
import { OF_RULES } from './of-rules.js';
import { OF_SENDING } from './of-sending.js';
import { OF_THE_ENGINE } from './of-the-engine.js';
import { OF_THE_PLAYER } from './of-the-player.js';

/**
 * A mistake put into one source file on purpose, to see that a test turns red for it.
 * @typedef {object} Mutation
 * @property {string} name What is wrong then, as a sentence.
 * @property {string} file The source file, from the root.
 * @property {string} find Text that stands in it exactly once.
 * @property {string} put What stands there instead.
 * @property {string} spec The spec that has to notice, from the root.
 * @property {string} test How the name of the test begins that has to notice, without its groups.
 */

/** `MUTATIONS=lease` runs those alone whose name or file holds the word. */
const wished = process.env.MUTATIONS ?? '';

/** @type {Mutation[]} */
export const MUTATIONS = [...OF_RULES, ...OF_THE_PLAYER, ...OF_THE_ENGINE, ...OF_SENDING, ...OF_CHECKING].filter(
  ({ name, file }) => name.includes(wished) || file.includes(wished),
);
