import { SoonPage } from '../soon-page.js';

export function JourneyPage() {
  return <SoonPage />;
}
