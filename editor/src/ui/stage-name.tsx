import { useModel } from '../api/model.js';
import { useWords } from '../words/language.js';
import { nameOfStage } from '../words/stage-names.js';

/** A lifecycle stage by its name. */
export function StageName({ id }: { id: string }) {
  const model = useModel();
  const words = useWords();
  return <>{model ? words(nameOfStage(id, model)) : ''}</>;
}
