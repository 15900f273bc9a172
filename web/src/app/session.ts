import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, isProblem, type Schema, setCsrfToken } from '~/api/client';

export type Session = Schema<'SessionInfo'>;

/** Who is signed in; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['auth', 'session'],
  staleTime: 5 * 60_000,
  retry: false,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await data(api.GET('/api/v1/auth/session'));
      setCsrfToken(session.csrf_token);
      return session;
    } catch (error) {
      if (isProblem(error) && error.status === 401) {
        setCsrfToken(undefined);
        return null;
      }
      throw error;
    }
  },
});

/** The session of the signed-in person. Only under the shell, whose loader has made sure there is one. */
export function useSession(): Session {
  const { data: session } = useQuery(sessionQuery);
  const client = useQueryClient();
  const known = session ?? lastSession(client.getQueryData(sessionQuery.queryKey));
  if (!known) throw new Error('useSession outside the signed-in shell');
  return known;
}

let last: Session | undefined;
/** While the "session ended" dialog is open the page keeps the person it was opened by. */
function lastSession(session: Session | null | undefined): Session | undefined {
  if (session) last = session;
  return session ?? last;
}

/** May the person do this action somewhere? `can(session, 'plan.create')` */
export function can(session: Session, action: string): boolean {
  return session.permissions.includes(action);
}

/** Megabytes of one file that the server takes; it has the last word. */
export function uploadMaxMb(session: Session): number {
  // One decimal, never more than the server takes.
  return Math.floor((session.installation.upload_bytes / (1024 * 1024)) * 10) / 10;
}

/** Holds a role anywhere, or in one agency. */
export function hasRole(session: Session, role: string, agencyId?: string): boolean {
  return session.roles.some((r) => r.role === role && (agencyId === undefined || r.agency_id === agencyId));
}
