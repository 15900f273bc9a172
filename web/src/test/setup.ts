import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { forgetSent } from '~/api/once';
import { loadAllSentences, startLanguage } from '~/i18n';

// As with `testTimeout`: drawing takes seconds where other work fills the machine.
configure({ asyncUtilTimeout: 10_000 });

// What is hidden is so by attribute or inline style. To hold every element against every rule of the component library takes
// half of the time.
window.getComputedStyle = (element) => (element as HTMLElement).style ?? document.createElement('i').style;

beforeAll(async () => {
  await startLanguage();
  await loadAllSentences();
});
beforeEach(() => localStorage.clear());
afterEach(cleanup);
afterEach(forgetSent);
