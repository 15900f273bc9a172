import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { loadAllSentences, startLanguage } from '~/i18n';

beforeAll(async () => {
  await startLanguage();
  await loadAllSentences();
});
beforeEach(() => localStorage.clear());
afterEach(cleanup);
