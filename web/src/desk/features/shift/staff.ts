// Marks by a shift's people: sent at once, or judged by this phone and put by until there is a connection.
import { ApiError, api, ask, type Sentence } from '@/shared/api/client';
import { i18n } from '@/shared/i18n';
import { serverNow } from '../../clock';
import { useUploads } from '../../offline/uploads';
import { useSession } from '../../session';
import { alreadySaid, readSeen, type Marked, type Person, type Shift } from './marks';
import { verifyPass, type Roster } from './roster';

export type MarkEnd =
  | { kind: 'done'; marked: Marked }
  /** Judged by this phone alone: it waits for upload. */
  | { kind: 'queued'; person: Person }
  | { kind: 'already'; person: Person; sentence: Sentence }
  | { kind: 'refused'; sentence: Sentence };

type Way = 'in' | 'out';

/** A sentence of the catalogue in both languages. */
export function sentence(key: string): Sentence {
  const { t } = i18n.global;
  return { zh: t(key, {}, { locale: 'zh-CN' }), en: t(key, {}, { locale: 'en' }) };
}

export function useStaffMarks(shift: () => Shift, roster: () => Roster | null) {
  const uploads = useUploads();
  const session = useSession();

  const stands = (person: Person, way: Way) => (way === 'in' ? person.state === 'checked_in' : person.state === 'checked_out');

  async function putBy(person: Person, way: Way, body: { pass?: string; signup_id?: string }, key: string): Promise<MarkEnd> {
    const { id, title } = shift();
    await uploads.add({ key, kind: `mark-${way}`, path: `/api/shifts/${id}/marks`, body: { kind: way, ...body, claimed_ms: Date.now() }, order_id: id, title: `${person.name} · ${title}`, page: `/shifts/${id}` });
    // What the phone knows now; the server's own word comes with the next fetch.
    const at = serverNow();
    Object.assign(person, way === 'in' ? { state: 'checked_in', in_ms: at, in_by: 'offline_pass', told_by: session.me?.name ?? '' } : { state: 'checked_out', out_ms: at, out_by: 'offline_pass', told_by: session.me?.name ?? '' });
    return { kind: 'queued', person };
  }

  async function alone(text: string, way: Way, key: string): Promise<MarkEnd> {
    const known = roster();
    if (!known) return { kind: 'refused', sentence: sentence('shift.scan.no_roster') };
    const verdict = await verifyPass(known, text, serverNow());
    if (verdict.kind !== 'right') return { kind: 'refused', sentence: sentence(`shift.scan.${verdict.kind}`) };
    if (stands(verdict.person, way)) return { kind: 'already', person: verdict.person, sentence: alreadySaid(verdict.person, serverNow()) };
    return putBy(verdict.person, way, { pass: text }, key);
  }

  async function send(way: Way, body: { pass?: string; signup_id?: string }, key: string): Promise<MarkEnd> {
    try {
      const marked = await ask(api.POST('/api/shifts/{id}/marks', { params: { path: { id: shift().id }, header: { 'Idempotency-Key': key } }, body: { kind: way, ...body } }));
      if (marked.already) return { kind: 'already', person: marked.person, sentence: alreadySaid(marked.person, serverNow()) };
      return { kind: 'done', marked };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 0) throw error;
      session.notice(error);
      return { kind: 'refused', sentence: error.sentence };
    }
  }

  /** Somebody's pass was before the camera. */
  async function scanned(text: string, way: Way): Promise<MarkEnd> {
    if (readSeen(text).kind !== 'pass') return { kind: 'refused', sentence: sentence('shift.scan.forged') };
    const key = crypto.randomUUID();
    if (!uploads.online) return alone(text, way, key);
    try {
      return await send(way, { pass: text }, key);
    } catch {
      return alone(text, way, key);
    }
  }

  /** A tap on the list: the leader's own word. */
  async function tapped(person: Person, way: Way): Promise<MarkEnd> {
    const key = crypto.randomUUID();
    const body = { signup_id: person.signup_id };
    if (stands(person, way)) return { kind: 'already', person, sentence: alreadySaid(person, serverNow()) };
    if (!uploads.online) return putBy(person, way, body, key);
    try {
      return await send(way, body, key);
    } catch {
      return putBy(person, way, body, key);
    }
  }
  return { scanned, tapped };
}
