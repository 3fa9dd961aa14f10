import { ElMessage } from 'element-plus/es/components/message/index';

/** A short word that something is done. Refusals never come this way: they stand beside what caused them. */
export function done(text: string): void {
  ElMessage({ message: text, type: 'success', duration: 3500, grouping: true });
}
