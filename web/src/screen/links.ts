// Where each figure opens: the orders table of the admin face, with its filters in the address.
export type OrdersFilter = Partial<Record<'state' | 'town' | 'site_id' | 'clock' | 'on' | 'sort', string>>;

export function ordersLink(filter: OrdersFilter, root = ''): string {
  const query = new URLSearchParams(Object.entries({ ...(root ? { site_id: root } : {}), ...filter }));
  const text = query.toString();
  return `/admin/orders${text ? `?${text}` : ''}`;
}
export const orderLink = (id: string) => `/admin/orders/${encodeURIComponent(id)}`;
export const activityLink = (id: string) => `/admin/activities/${encodeURIComponent(id)}`;
export const activitiesLink = (root = '') => `/admin/activities?when=today${root ? `&site_id=${root}` : ''}`;
export const hoursLink = '/admin/hours';
