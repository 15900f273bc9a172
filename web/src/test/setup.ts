import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { forgetSent } from '~/api/once';
import { loadAllSentences, startLanguage } from '~/i18n';

// As with `testTimeout`: drawing takes seconds where other work fills the machine.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(async () => {
  await startLanguage();
  await loadAllSentences();
});
beforeEach(() => localStorage.clear());
afterEach(cleanup);
afterEach(forgetSent);
