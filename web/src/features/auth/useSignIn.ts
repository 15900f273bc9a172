import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ApiProblem, api, data, setCsrfToken, toProblem } from '~/api/client';
import { type Session, sessionQuery } from '~/app/session';

/** The two steps of signing in, shared by the page and the "session ended" dialog. */
export interface SignIn {
  step: 'password' | 'code';
  working: boolean;
  problem: ApiProblem | undefined;
  /** Seconds until the next attempt is allowed; 0 when it is. */
  waitSeconds: number;
  submitPassword: (userName: string, password: string) => Promise<void>;
  submitCode: (code: string) => Promise<void>;
  restart: () => void;
}

export function useSignIn(onSignedIn: (session: Session) => void): SignIn {
  const client = useQueryClient();
  // Kept in memory only until the code is confirmed.
  const [credentials, setCredentials] = useState<{ userName: string; password: string }>();
  const [step, setStep] = useState<SignIn['step']>('password');
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const [waitSeconds, setWaitSeconds] = useState(0);

  useEffect(() => {
    if (waitSeconds <= 0) return;
    const timer = setTimeout(() => setWaitSeconds((s) => s - 1), 1000);
    return () => clearTimeout(timer);
  }, [waitSeconds]);

  async function send(userName: string, password: string, code: string | null): Promise<void> {
    setWorking(true);
    setProblem(undefined);
    try {
      const session = await data(
        api.POST('/api/v1/auth/sign-in', { body: { user_name: userName, password, totp_code: code } }),
      );
      setCredentials(undefined);
      setCsrfToken(session.csrf_token);
      client.setQueryData(sessionQuery.queryKey, session);
      onSignedIn(session);
    } catch (error) {
      const failure = toProblem(error);
      if (failure.code === 'auth.totp_required' && code === null) {
        setCredentials({ userName, password });
        setStep('code');
      } else {
        setProblem(failure);
        const wait = failure.params.retry_after_seconds;
        if (failure.status === 429 && typeof wait === 'number') setWaitSeconds(Math.ceil(wait));
      }
    } finally {
      setWorking(false);
    }
  }

  return {
    step,
    working,
    problem,
    waitSeconds,
    submitPassword: (userName, password) => send(userName.trim(), password, null),
    submitCode: async (code) => {
      if (credentials) await send(credentials.userName, credentials.password, code.replace(/\D/g, ''));
    },
    restart: () => {
      setCredentials(undefined);
      setProblem(undefined);
      setStep('password');
    },
  };
}
