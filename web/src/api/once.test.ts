import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, data } from './client';
import { uploadFile } from './upload';

const query = { subject_kind: 'duty', subject_id: 'd1' } as never;
const say = (body: string) => data(api.POST('/api/v1/comments', { params: { query }, body: { body } }));

/** Every call is answered with its number, when it is told to be. */
function server(status = 201) {
  const waiting: (() => void)[] = [];
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(
    () =>
      new Promise((resolve) => {
        const number = waiting.length + 1;
        waiting.push(() => resolve(new Response(JSON.stringify({ id: number }), { status })));
      }),
  );
  return {
    fetched,
    answer: (number: number) => vi.waitUntil(() => waiting[number - 1]).then((go) => go?.()),
  };
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

describe('the same changing call twice', () => {
  it('is sent once while it is on its way, and both get the answer', async () => {
    const { fetched, answer } = server();
    const both = [say('a'), say('a')];
    await answer(1);
    expect(await Promise.all(both)).toEqual([{ id: 1 }, { id: 1 }]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('is answered again for a moment after it succeeded, and then sent again', async () => {
    const { fetched, answer } = server();
    const first = say('a');
    await answer(1);
    await first;
    expect(await say('a')).toEqual({ id: 1 });
    await vi.advanceTimersByTimeAsync(801);
    const later = say('a');
    await answer(2);
    expect(await later).toEqual({ id: 2 });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('is sent again at once after it failed', async () => {
    const { fetched, answer } = server(500);
    const first = say('a').catch((e) => e.status);
    await answer(1);
    expect(await first).toBe(500);
    const second = say('a').catch((e) => e.status);
    await answer(2);
    expect(await second).toBe(500);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('is another one with another body, address or version', async () => {
    const { fetched, answer } = server(200);
    const save = (id: string, etag: string) =>
      api.PUT('/api/v1/agency-groups/{id}', {
        params: { path: { id }, header: { 'if-match': etag } },
        body: {} as never,
      });
    const all = [say('a'), say('b'), save('1', '"1"'), save('1', '"2"'), save('2', '"1"')];
    for (let number = 1; number <= 5; number += 1) await answer(number);
    await Promise.all(all);
    expect(fetched).toHaveBeenCalledTimes(5);
  });

  it('is no echo when something else was done to the record in between', async () => {
    const { fetched, answer } = server(200);
    const path = { item: 'i' };
    const steps = [
      () => api.POST('/api/v1/plans/items/{item}/remove', { params: { path } } as never),
      () => api.POST('/api/v1/plans/items/{item}/restore', { params: { path } } as never),
      () => api.POST('/api/v1/plans/items/{item}/remove', { params: { path } } as never),
    ];
    for (const [at, step] of steps.entries()) {
      const done = step();
      await answer(at + 1);
      await done;
    }
    expect(fetched).toHaveBeenCalledTimes(3);
  });

  it('compares forms by their fields and files', async () => {
    const { fetched, answer } = server(200);
    const send = (name: string, bytes: string) => {
      const form = new FormData();
      form.append('text', 'x');
      form.append('file', new File([bytes], name, { lastModified: 5 }));
      return api.POST('/api/v1/duties/form', { body: {} as never, bodySerializer: () => form });
    };
    const all = [send('a.xlsx', '1'), send('a.xlsx', '1'), send('b.xlsx', '1'), send('a.xlsx', '12')];
    for (let number = 1; number <= 3; number += 1) await answer(number);
    await Promise.all(all);
    expect(fetched).toHaveBeenCalledTimes(3);
  });
});

it('asks twice when it is asked twice', async () => {
  const { fetched, answer } = server(200);
  const both = [api.GET('/api/v1/auth/session'), api.GET('/api/v1/auth/session')];
  await answer(1);
  await answer(2);
  await Promise.all(both);
  expect(fetched).toHaveBeenCalledTimes(2);
});

it('sends the same table once', async () => {
  const sent: FormData[] = [];
  class Upload {
    status = 200;
    responseText = '{"created":2}';
    upload = {};
    onload = () => undefined;
    open = () => undefined;
    setRequestHeader = () => undefined;
    send = (body: FormData) => {
      sent.push(body);
      setTimeout(() => this.onload(), 20);
    };
  }
  vi.stubGlobal('XMLHttpRequest', Upload);
  const file = new File(['x'], 'a.xlsx');
  const send = (apply: string) =>
    uploadFile('/api/v1/agencies/import', file, { field: 'file', extra: { apply } });
  const both = Promise.all([send('true'), send('true')]);
  await vi.advanceTimersByTimeAsync(30);
  expect(await both).toEqual([{ created: 2 }, { created: 2 }]);
  expect(sent).toHaveLength(1);
  void send('false');
  expect(sent).toHaveLength(2);
  vi.unstubAllGlobals();
});
