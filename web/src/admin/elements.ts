// The Element Plus components this face uses, with their styles; nothing else of the library is shipped.
import type { App } from 'vue';
import { ElAlert } from 'element-plus/es/components/alert/index';
import { ElButton } from 'element-plus/es/components/button/index';
import { ElConfigProvider } from 'element-plus/es/components/config-provider/index';
import { ElDialog } from 'element-plus/es/components/dialog/index';
import { ElDrawer } from 'element-plus/es/components/drawer/index';
import { ElInput } from 'element-plus/es/components/input/index';
import { ElOption, ElSelect } from 'element-plus/es/components/select/index';
import { ElSkeleton } from 'element-plus/es/components/skeleton/index';
import { ElSwitch } from 'element-plus/es/components/switch/index';
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-alert.css';
import 'element-plus/theme-chalk/el-button.css';
import 'element-plus/theme-chalk/el-dialog.css';
import 'element-plus/theme-chalk/el-drawer.css';
import 'element-plus/theme-chalk/el-input.css';
import 'element-plus/theme-chalk/el-message.css';
import 'element-plus/theme-chalk/el-option.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-popper.css';
import 'element-plus/theme-chalk/el-scrollbar.css';
import 'element-plus/theme-chalk/el-select.css';
import 'element-plus/theme-chalk/el-select-dropdown.css';
import 'element-plus/theme-chalk/el-skeleton.css';
import 'element-plus/theme-chalk/el-skeleton-item.css';
import 'element-plus/theme-chalk/el-switch.css';
import 'element-plus/theme-chalk/el-tag.css';

export function useElements(app: App): void {
  const used = { ElAlert, ElButton, ElConfigProvider, ElDialog, ElDrawer, ElInput, ElOption, ElSelect, ElSkeleton, ElSwitch };
  for (const [name, component] of Object.entries(used)) app.component(name, component);
}
