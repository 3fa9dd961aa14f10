// The district's outline and its sites, drawn without anybody's tiles. GET /api/map/boundary gives GeoJSON; the sites
// come from data-sites ({items: [{id, kind, name, address, lat, lng}]}), or from data-lat/data-lng of one site.
// The list beside the map is the accessible equivalent; the map itself is reachable but never the only way.
import 'leaflet/dist/leaflet.css';
import './map.css';
import * as L from 'leaflet';
import type { GeoJsonObject } from 'geojson';

interface Place {
  id: string;
  kind: string;
  name: string;
  address?: string;
  lat: number;
  lng: number;
}

async function read<T>(address: string): Promise<T | undefined> {
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

function popup(place: Place, open: string): HTMLElement {
  const box = document.createElement('div');
  const name = document.createElement('strong');
  name.textContent = place.name;
  box.append(name);
  if (place.address) {
    const address = document.createElement('p');
    address.textContent = place.address;
    box.append(address);
  }
  const link = document.createElement('a');
  link.href = `/sites/${encodeURIComponent(place.id)}`;
  link.textContent = open;
  box.append(link);
  return box;
}

export async function startMap(box: HTMLElement): Promise<void> {
  const own: Place | undefined = box.dataset['lat']
    ? { id: box.dataset['id'] ?? '', kind: box.dataset['kind'] ?? 'station', name: box.dataset['name'] ?? '', lat: Number(box.dataset['lat']), lng: Number(box.dataset['lng']) }
    : undefined;
  const [outline, found] = await Promise.all([
    read<GeoJsonObject>('/api/map/boundary'),
    box.dataset['sites'] ? read<{ items: Place[] }>(box.dataset['sites']) : undefined,
  ]);
  const places = (found?.items ?? (own ? [own] : [])).filter((place) => Number.isFinite(place.lat) && Number.isFinite(place.lng));
  if (!outline && !places.length) return;
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, minZoom: 9, maxZoom: 16, zoomSnap: 0.25 });
  L.control.zoom({ position: 'topright', zoomInTitle: box.dataset['zoomIn'] ?? '+', zoomOutTitle: box.dataset['zoomOut'] ?? '−' }).addTo(map);
  const area = L.latLngBounds([]);
  if (outline) {
    const shape = L.geoJSON(outline, { interactive: false, style: { className: 'map-district', weight: 2.5 } }).addTo(map);
    area.extend(shape.getBounds());
  }
  const layer = L.layerGroup().addTo(map);
  for (const place of places) {
    const marker = L.marker([place.lat, place.lng], {
      icon: L.divIcon({ className: `map-pin map-pin-${place.kind}`, iconSize: [26, 26], iconAnchor: [13, 26], popupAnchor: [0, -24] }),
      title: place.name,
      alt: place.name,
      keyboard: !own,
      interactive: !own,
    });
    if (!own) marker.bindPopup(popup(place, box.dataset['open'] ?? '›'), { closeButton: false });
    marker.addTo(layer);
    if (!outline) area.extend([place.lat, place.lng]);
  }
  if (own) map.setView([own.lat, own.lng], 12);
  else map.fitBounds(area, { padding: [16, 16] });
  map.setMaxBounds(area.pad(0.6));
}
