import type {LogLine} from '../parsers/cri-log.ts';
import type {ContainerLog} from './container-logs.ts';
import type {PodFault} from './pod-fault.ts';

/** Why Multus gave up. */
export type MultusEnd =
	| 'settings'
	| 'waiting'
	| 'noPrimary'
	| 'versions'
	| 'socket'
	| 'apiRefuses'
	| 'apiUnreachable'
	| 'diskFull';

/**
 * Lines after which thick or thin Multus ends; a group is what it says.
 * https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/cmd/multus-daemon/main.go and cmd/thin_entrypoint/main.go
 */
const signatures: readonly (readonly [MultusEnd, RegExp])[] = [
	['diskFull', /(?:cannot|failed to) .*?(\S+: no space left on device)/],
	['waiting', /still waiting for readinessindicatorfile @ (\S+?)\.? pollimmediate/],
	['noPrimary', /cannot find (?:valid )?master CNI config in "?(\S+?)"?(?::|$)/],
	['noPrimary', /failed to find the (?:cluster )?(?:primary|master) CNI plugin: (.*)$/],
	['versions', /(Multus cni version is "[^"]*" while master plugin cni version is "[^"]*")/],
	['settings', /startMultusDaemon failed to load the (?:CNI server|multus) configuration: (.*)$/],
	['settings', /(Log levels should be one of: .*)$/],
	['settings', /((?:cni-conf-dir|cni-bin-dir|multus-bin-file|multus-conf-file) is not found: .*)$/],
	[
		'socket',
		/((?:failed to prepare the cni-socket|failed to start the CNI server|failed to listen on pod info socket).*)$/,
	],
	[
		'apiRefuses',
		/(?:error getting (?:k8s|perNode)\s?[cC]lient|failed to create multus kubeconfig).*?(Unauthorized|forbidden.*|x509.*)$/,
	],
	['apiUnreachable', /(?:error getting (?:k8s|perNode)\s?[cC]lient).*dial tcp (\S+?):? /],
];

const endIn = (
	lines: readonly LogLine[],
): {readonly end: MultusEnd; readonly said: string; readonly line: string} | undefined => {
	for (const {message} of lines.toReversed()) {
		for (const [end, pattern] of signatures) {
			const found = pattern.exec(message);
			if (found !== null) {
				return {end, said: found[1] ?? '', line: message};
			}
		}
	}
	return undefined;
};

/** Why a container of the Multus pod that ends again and again, or has ended, does so: by the log of that run. */
export const multusEndOf = (
	faults: readonly PodFault[],
	logs: readonly ContainerLog[],
):
	| {
			readonly container: string;
			readonly path: string;
			readonly end: MultusEnd;
			readonly said: string;
			readonly line: string;
	  }
	| undefined => {
	for (const fault of faults) {
		if (fault.kind !== 'crashing' && fault.kind !== 'stopped') {
			continue;
		}
		const {name, attempt, state} = fault.run;
		const ended = state === 'running' ? attempt - 1 : attempt;
		const log = logs.find(candidate => candidate.container === name && candidate.attempt === ended);
		const found = endIn(log?.lines ?? []);
		if (log !== undefined && found !== undefined) {
			return {container: name, path: log.path, ...found};
		}
	}
	return undefined;
};
