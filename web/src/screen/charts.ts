// Only the parts of ECharts that are drawn here.
import { BarChart, EffectScatterChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, registerMap, use, type ECharts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';

use([BarChart, ScatterChart, EffectScatterChart, GeoComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);
export { registerMap };

/** A colour token, read once: canvases know no custom properties. */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
/** Pixels of one rem: the screen grows with it. */
export const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
export const stillness = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A chart in an element, redrawn when the element changes its size. */
export function useChart(draw: () => void) {
  const box = ref<HTMLElement | null>(null);
  const chart = shallowRef<ECharts | null>(null);
  let watcher: ResizeObserver | null = null;
  onMounted(() => {
    chart.value = init(box.value!);
    watcher = new ResizeObserver(() => {
      chart.value?.resize();
      draw();
    });
    watcher.observe(box.value!);
  });
  onBeforeUnmount(() => {
    watcher?.disconnect();
    chart.value?.dispose();
  });
  return { box, chart };
}
