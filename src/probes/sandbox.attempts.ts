import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {
	attemptsOfContainerd,
	attemptsOfKubelet,
	joinAttempts,
	type SandboxAttempt,
} from '../derive/sandbox-attempts.ts';
import {containerdLog} from './containerd.log.ts';
import {crictlPods} from './crictl.pods.ts';
import {kubeletLog} from './kubelet.log.ts';
import {systemLocalTime} from './system.local-time.ts';

export const sandboxAttempts = defineProbe({
	id: 'sandbox.attempts',
	summary: 'pods that could not be started or ended, by the logs of kubelet and containerd',
	wants: {kubelet: kubeletLog, containerd: containerdLog, sandboxes: crictlPods, now: systemLocalTime},
	requests: () => [],
	parse: (_, __, {kubelet, containerd, sandboxes, now}): readonly SandboxAttempt[] => {
		if (!kubelet.ok && !containerd.ok) {
			throw new Unavailable(kubelet.reason, kubelet.detail);
		}
		return joinAttempts(
			kubelet.ok ? attemptsOfKubelet(kubelet.value) : [],
			containerd.ok
				? attemptsOfContainerd(
						containerd.value,
						sandboxes.ok ? sandboxes.value : [],
						now.ok ? now.value.time : undefined,
					)
				: [],
		);
	},
});
