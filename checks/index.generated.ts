// Written by `npm run gen`.
import type {AnyCheck} from '../src/core/check.ts';
import cniConfigurationInvalid from './cni/configuration-invalid.ts';
import cniConfigurationMissing from './cni/configuration-missing.ts';
import cniConfigurationOrder from './cni/configuration-order.ts';
import cniLoopbackMissing from './cni/loopback-missing.ts';
import cniPluginMissing from './cni/plugin-missing.ts';
import cniRuntimeDisagrees from './cni/runtime-disagrees.ts';
import canalContainer from './canal/container.ts';
import canalFelixHealth from './canal/felix-health.ts';
import canalFlannelHealth from './canal/flannel-health.ts';
import canalFlannelLog from './canal/flannel-log.ts';
import canalNodename from './canal/nodename.ts';
import canalPod from './canal/pod.ts';

/** Every built-in check, in catalogue order. */
export const checks: readonly AnyCheck[] = [
	cniConfigurationInvalid,
	cniConfigurationMissing,
	cniConfigurationOrder,
	cniLoopbackMissing,
	cniPluginMissing,
	cniRuntimeDisagrees,
	canalContainer,
	canalFelixHealth,
	canalFlannelHealth,
	canalFlannelLog,
	canalNodename,
	canalPod,
];
