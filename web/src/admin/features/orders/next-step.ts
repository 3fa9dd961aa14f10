import type { Right } from '../../permissions';

/** Where "处理" leads: the board for what waits for a dispatcher, otherwise the order itself. */
export function nextStep(row: { id: string; state: string; complaint_open: boolean }, may: (...rights: Right[]) => boolean): { path: string; query?: Record<string, string> } {
  if (!row.complaint_open && may('dispatcher') && (row.state === 'triaged' || row.state === 'returned')) return { path: '/dispatch', query: { order: row.id } };
  return { path: `/orders/${row.id}` };
}
