import { playOnTrial } from './on-trial.js';

await playOnTrial();
