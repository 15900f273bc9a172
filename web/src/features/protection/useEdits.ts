import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '~/ui/format';
import { useDraft } from '~/ui/forms';
import { type Controls, controlsQuery, proveAnswer, putAnswers, refresh } from './api';
import {
  clashesOf,
  controlsOf,
  draftsOf,
  type Edits,
  edited,
  type Files,
  faultsOf,
  type Said,
  settled,
  stillEdits,
  unsent,
  without,
} from './controls';

const NOTHING: Edits = {};
const NO_FILES: Files = {};

/** What is said of a checklist and not sent yet: kept as a draft, sent together, never over somebody else's words. */
export function useEdits(system: string, found: Controls, regime: string, level: number) {
  const { t } = useTranslation('protection');
  const { message } = App.useApp();
  const client = useQueryClient();
  const controls = useMemo(() => controlsOf(found), [found]);
  const draft = useDraft<Edits>(`protection.controls.${system}.${regime}.${level}`);
  const [edits, setEdits] = useState(NOTHING);
  const [files, setFiles] = useState(NO_FILES);
  const touched = useRef(false);
  const { save: keep, drop } = draft;
  useEffect(() => {
    if (!touched.current) return;
    if (Object.keys(edits).length > 0) keep(edits);
    else drop();
  }, [edits, keep, drop]);

  // The callbacks of rows stay the same, so that an answer draws one row and not hundreds.
  const live = useRef(controls);
  live.current = controls;
  const put = useCallback((change: (old: Edits) => Edits) => {
    touched.current = true;
    setEdits(change);
  }, []);
  const change = useCallback(
    (item: string, part: Partial<Said>) => {
      const control = live.current.get(item);
      if (control) put((old) => edited(old, control, part, localDay(new Date())));
    },
    [put],
  );
  const attach = useCallback(
    (item: string, file: File | undefined) =>
      setFiles(({ [item]: _, ...rest }) => (file ? { ...rest, [item]: file } : rest)),
    [],
  );
  const forget = useCallback(
    (item: string) => {
      attach(item, undefined);
      put(({ [item]: _, ...rest }) => rest);
    },
    [attach, put],
  );

  /** Sends the answers that have a file, each with its own; what has arrived is not sent again when something fails later. */
  const prove = async (sent: Edits) => {
    const withFile = Object.entries(sent).filter(([item]) => files[item]);
    if (withFile.length === 0) return;
    try {
      for (const [item, edit] of withFile) {
        const file = files[item];
        const [answer] = draftsOf({ [item]: edit }).flat();
        if (!file || !answer) continue;
        await proveAnswer(system, { regime, level }, answer, file);
        attach(item, undefined);
        put((old) => unsent(old, { [item]: edit }));
      }
    } finally {
      await refresh(client);
    }
  };
  const save = useMutation({
    mutationFn: async (sent: Edits) => {
      // The server takes the last word: whether it would be over another one is looked up here.
      const now = await client.fetchQuery({ ...controlsQuery(system), staleTime: 0 });
      if (now.regime !== regime || now.level !== level || clashesOf(sent, controlsOf(now)).length > 0)
        return undefined;
      const refused: string[] = [];
      await prove(sent);
      for (const part of draftsOf(without(sent, new Set(Object.keys(files))))) {
        const taken = await putAnswers(system, regime, level, part);
        refused.push(...taken.refused.map(({ item }) => item));
      }
      return refused;
    },
    onSuccess: async (refused, all) => {
      if (!refused) return;
      const sent = Object.fromEntries(Object.entries(all).filter(([item]) => !refused.includes(item)));
      await refresh(client);
      const now = client.getQueryData(controlsQuery(system).queryKey);
      put((old) => {
        const rest = unsent(old, sent);
        // Typed on while the former words were on their way: those are one's own.
        const again = Object.keys(rest).filter((item) => sent[item]);
        return now ? settled(rest, again, 'mine', controlsOf(now)) : rest;
      });
      void message.success(t('controls.saved', { count: Object.keys(sent).length }));
    },
  });

  const faults = useMemo(() => faultsOf(edits, controls, files), [edits, controls, files]);
  const clashes = useMemo(
    () => (save.isPending ? [] : clashesOf(edits, controls)),
    [edits, controls, save.isPending],
  );
  return {
    edits,
    files,
    attach,
    number: Object.keys(edits).length,
    faults,
    clashes,
    change,
    draft,
    restore: (kept: Edits) => put(() => stillEdits(kept, controls)),
    settle: (side: 'mine' | 'theirs') => put((old) => settled(old, clashes, side, controls)),
    forget,
    giveUp: () => {
      setFiles(NO_FILES);
      put(() => NOTHING);
    },
    save: () => save.mutate(without(edits, new Set(faults))),
    saving: save.isPending,
    problem: save.error,
  };
}

export type Editing = ReturnType<typeof useEdits>;
