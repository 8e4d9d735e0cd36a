import {attemptsOfKubelet, type SandboxAttempt} from '../../../src/derive/sandbox-attempts.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const at = (minute: number): string => `${twoDigits(8 + Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

/**
 * Lines of a kubelet that fails to make a sandbox (or to take it down) once a minute, and then says something else. With
 * no plugin the error is containerd's own.
 */
export const failureLog = (
	error: string,
	{
		times = 4,
		quietMinutes = 1,
		plugin = 'multus',
		pod = 'default/web-7d4b9c6f5d-x7k2p',
		attempt = 'CreatePodSandbox',
	}: {
		readonly times?: number;
		readonly quietMinutes?: number;
		readonly plugin?: string;
		readonly pod?: string;
		readonly attempt?: 'CreatePodSandbox' | 'KillPodSandbox';
	} = {},
): string => {
	const name = pod.replace('/', '_');
	const isStart = attempt === 'CreatePodSandbox';
	const network = isStart ? 'setup network for sandbox "4f1c"' : 'destroy network for sandbox "4f1c"';
	const byPlugin = `failed to ${network}: plugin type="${plugin}" name="multus-cni-network" failed (${isStart ? 'add' : 'delete'}): ${error}`;
	const cause = `rpc error: code = Unknown desc = ${plugin === '' ? error : byPlugin}`;
	const once = JSON.stringify(cause).slice(1, -1);
	const twice = JSON.stringify(
		`failed to "${attempt}" for "${pod}(uid)" with ${attempt}Error: "Failed to create sandbox for pod \\"${pod}(uid)\\": ${once}"`,
	).slice(1, -1);
	const attempts = Array.from({length: times}, (_, index) => {
		const stamp = `E1122 ${at(index)}:10.123456    4711`;
		return [
			`${stamp} log.go:32] "RunPodSandbox from runtime service failed" err="${once}"`,
			`${stamp} kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err="${once}" pod="${pod}"`,
			`${stamp} pod_workers.go:1324] "Error syncing pod, skipping" err="${twice}" pod="${pod}" podUID="${name}"`,
		].join('\n');
	});
	const last = `I1122 ${at(times + quietMinutes)}:00.000000    4711 kubelet.go:2420] "SyncLoop (PLEG): event for pod"`;
	return `${[...attempts, last].join('\n')}\n`;
};

/** The attempts of which a log of the kubelet tells. */
export const attemptsIn = (log: string): readonly SandboxAttempt[] => attemptsOfKubelet(parseKlog(log));
