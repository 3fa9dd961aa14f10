// The district's outline and its sites, drawn without anybody's tiles. GET /api/map/boundary gives GeoJSON; the sites
// come from data-sites, activities from data-activities (addresses of the API), or one place from data-lat/data-lng.
// The list beside the map is the accessible equivalent; the map itself is reachable but never the only way.
import 'leaflet/dist/leaflet.css';
import './map.css';
import * as L from 'leaflet';
import type { GeoJsonObject } from 'geojson';

/** A site as the API lists it; coordinates in micro-degrees. */
interface Site {
  id: string;
  kind: string;
  name: string;
  lat_e6: number | null;
  lon_e6: number | null;
}

/** The outline of the district and where it comes from. */
interface Boundary {
  geometry: GeoJsonObject;
}

/** An activity as the API lists it. */
interface Activity {
  id: string;
  title: string;
  place: string;
  lat_e6: number | null;
  lon_e6: number | null;
}

interface Place {
  id: string;
  url: string;
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

function popup(places: Place[], open: string): HTMLElement {
  const box = document.createElement('div');
  for (const place of places) {
    const link = document.createElement('a');
    link.href = place.url;
    link.textContent = place.name;
    const entry = document.createElement('p');
    entry.append(link);
    if (place.address && places.length === 1) entry.append(document.createElement('br'), place.address);
    box.append(entry);
  }
  if (places.length === 1) {
    const link = document.createElement('a');
    link.className = 'map-open';
    link.href = places[0]!.url;
    link.textContent = open;
    box.append(link);
  }
  return box;
}

/** Places that would stand closer than a finger (44 px) at this zoom share one marker. */
function gather(map: L.Map, places: Place[]): Place[][] {
  const groups: { at: L.Point; places: Place[] }[] = [];
  for (const place of places) {
    const at = map.project([place.lat, place.lng]);
    const near = groups.find((group) => group.at.distanceTo(at) < 44);
    if (near) near.places.push(place);
    else groups.push({ at, places: [place] });
  }
  return groups.map((group) => group.places);
}

export async function startMap(box: HTMLElement): Promise<void> {
  const own: Place | undefined = box.dataset['lat']
    ? { id: box.dataset['id'] ?? '', url: '', kind: box.dataset['kind'] ?? 'station', name: box.dataset['name'] ?? '', lat: Number(box.dataset['lat']), lng: Number(box.dataset['lng']) }
    : undefined;
  const [outline, found, going] = await Promise.all([
    read<Boundary>('/api/map/boundary'),
    box.dataset['sites'] ? read<{ sites: Site[] }>(box.dataset['sites']) : undefined,
    box.dataset['activities'] ? read<{ items: Activity[] }>(box.dataset['activities']) : undefined,
  ]);
  const at = (one: { id: string; lat_e6: number | null; lon_e6: number | null }) => ({ id: one.id, lat: (one.lat_e6 ?? NaN) / 1e6, lng: (one.lon_e6 ?? NaN) / 1e6 });
  const listed: Place[] | undefined =
    found?.sites.map((site) => ({ ...at(site), url: `/sites/${encodeURIComponent(site.id)}`, kind: site.kind, name: site.name })) ??
    going?.items.map((one) => ({ ...at(one), url: `/activities/${encodeURIComponent(one.id)}`, kind: 'station', name: one.title, address: one.place }));
  const places = (listed ?? (own ? [own] : [])).filter((place) => Number.isFinite(place.lat) && Number.isFinite(place.lng));
  if (!outline && !places.length) return;
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, minZoom: 9, maxZoom: 16, zoomSnap: 0.25 });
  L.control.zoom({ position: 'topright', zoomInTitle: box.dataset['zoomIn'] ?? '+', zoomOutTitle: box.dataset['zoomOut'] ?? '−' }).addTo(map);
  const area = L.latLngBounds([]);
  if (outline) {
    const shape = L.geoJSON(outline.geometry, { interactive: false, style: { className: 'map-district', weight: 2.5 } }).addTo(map);
    area.extend(shape.getBounds());
  }
  const layer = L.layerGroup().addTo(map);
  if (!outline) for (const place of places) area.extend([place.lat, place.lng]);
  const draw = () => {
    layer.clearLayers();
    for (const group of gather(map, places)) {
      const first = group[0]!;
      const many = group.length > 1;
      const marker = L.marker([first.lat, first.lng], {
        icon: many
          ? L.divIcon({ className: 'map-many', html: `${group.length}`, iconSize: [36, 36], popupAnchor: [0, -14] })
          : L.divIcon({ className: `map-pin map-pin-${first.kind}`, iconSize: [28, 28], iconAnchor: [14, 28], popupAnchor: [0, -26] }),
        title: many ? `${group.length} · ${first.name} …` : first.name,
        alt: first.name,
        keyboard: !own,
        interactive: !own,
      });
      if (!own && (group.length <= 6 || map.getZoom() === map.getMaxZoom())) marker.bindPopup(popup(group, box.dataset['open'] ?? '›'), { closeButton: false, maxHeight: 240 });
      else if (!own) marker.on('click', () => map.setView([first.lat, first.lng], Math.min(map.getZoom() + 1.5, map.getMaxZoom())));
      marker.addTo(layer);
      const element = marker.getElement();
      if (element && !own) element.setAttribute('aria-label', marker.options.title!);
    }
  };
  map.on('zoomend', draw);
  if (area.isValid()) map.fitBounds(area, { padding: [16, 16] });
  else if (own) map.setView([own.lat, own.lng], 12);
  draw();
  if (area.isValid()) map.setMaxBounds(area.pad(0.6));
}
