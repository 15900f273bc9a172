import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('has types generated from the present openapi.json (npm run gen:api)', () => {
  const web = join(import.meta.dirname, '..', '..');
  const fresh = execFileSync(
    process.execPath,
    [join(web, 'node_modules/openapi-typescript/bin/cli.js'), 'openapi.json'],
    {
      cwd: web,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  expect(readFileSync(join(web, 'src/api/schema.gen.ts'), 'utf8')).toBe(fresh);
}, 30_000);
