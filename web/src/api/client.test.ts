import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, data, setCsrfToken } from './client';
import { ApiProblem, problemFrom } from './problem';
import { serverLost, sessionEnded } from './signals';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  return vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(() =>
      Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers })),
    );
}

beforeEach(() => setCsrfToken('t-1'));

describe('client', () => {
  it('sends the token with mutating calls only', async () => {
    const fetched = answer(200, {});
    await api.POST('/api/v1/auth/totp');
    await api.GET('/api/v1/auth/session');
    const sent = fetched.mock.calls.map(([request]) => (request as Request).headers.get('x-csrf-token'));
    expect(sent).toEqual(['t-1', null]);
  });

  it('throws the problem with code, params and request id', async () => {
    answer(422, {
      type: 'x',
      title: 'x',
      status: 422,
      code: 'auth.weak_password',
      params: { field: 'new' },
      request_id: 'r1',
    });
    const failure = await data(api.POST('/api/v1/auth/password', { body: { current: 'a', new: 'b' } })).catch(
      (e) => e,
    );
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure).toMatchObject({ status: 422, code: 'auth.weak_password', requestId: 'r1' });
    expect(failure.fields).toEqual([{ field: 'new', code: 'auth.weak_password', params: { field: 'new' } }]);
  });

  it('tells the shell when the session is over, not when a password is wrong', async () => {
    const ended = vi.fn();
    const off = sessionEnded.on(ended);
    const call = () =>
      api.POST('/api/v1/auth/password', { body: { current: 'a', new: 'b' } }).catch(() => undefined);
    answer(401, { code: 'auth.wrong_password' });
    await call();
    expect(ended).not.toHaveBeenCalled();
    answer(401, { code: 'auth.session_ended' });
    await call();
    expect(ended).toHaveBeenCalledTimes(1);
    await api.GET('/api/v1/auth/session').catch(() => undefined);
    expect(ended).toHaveBeenCalledTimes(1);
    off();
  });

  it('reports an unreachable server as a problem', async () => {
    const lost = vi.fn();
    const off = serverLost.on(lost);
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
    const failure = await data(api.GET('/api/v1/auth/session')).catch((e) => e);
    expect(failure).toMatchObject({ status: 0, code: 'network.unreachable' });
    expect(lost).toHaveBeenCalled();
    off();
  });

  it('survives a gateway that answers HTML', () => {
    expect(problemFrom(502, '<html>', null)).toMatchObject({ status: 502, code: 'http.502' });
  });
});
