import type {Cni, Dataplane, Fact, KubeProxyMode, Role, ServiceState} from '../core/environment.ts';
import {booleanSetting} from '../derive/config-merge.ts';
import {isProxyMode} from '../probes/kube-proxy.mode.ts';
import type {DataPathEvidence} from './evidence.ts';
import {decide, type Vote, vote} from './fact.ts';
import {chartSource, ciliumSettings} from './settings.ts';

interface Context {
	readonly role: Role | undefined;
	readonly service: ServiceState | undefined;
	readonly cni: Cni | undefined;
	readonly dataplane: Fact<Dataplane>;
}

type ModeVote = Vote<KubeProxyMode>;

/**
 * What serves Services. A kube-proxy that runs or is to run is told by its mode, also beside a CNI that replaces it,
 * which is then a conflict; without one it is replaced or absent.
 */
export const detectKubeProxy = (context: Context, evidence: DataPathEvidence): Fact<KubeProxyMode> => {
	const {kubeProxy} = evidence;
	const mode = kubeProxy.ok ? (kubeProxy.value?.get('proxy-mode') ?? 'iptables') : undefined;
	const present: readonly (readonly ModeVote[])[] = [
		evidence.proxyMode.ok && isProxyMode(evidence.proxyMode.value)
			? [vote(evidence.proxyMode.value, 'curl http://127.0.0.1:10249/proxyMode', evidence.proxyMode.value)]
			: [],
		processVotes(evidence),
		kubeProxy.ok && kubeProxy.value !== undefined && isProxyMode(mode)
			? [vote(mode, 'agent/pod-manifests/kube-proxy.yaml', `--proxy-mode=${mode}`)]
			: [],
	];
	const replaced = replacementVotes(context, evidence);
	const absence = absenceOf(context, evidence);
	if (present.flat().length > 0) {
		return decide([...present, replaced.filter(({value}) => value === 'replaced'), absence ? [absence] : []]);
	}
	if (absence === undefined) {
		return {
			signals: [],
			undecided:
				kubeProxy.ok && kubeProxy.value === undefined
					? 'no manifest of kube-proxy: disabled, or RKE2 still waits for the API'
					: mode === undefined
						? 'no manifest of kube-proxy could be read'
						: `its manifest names --proxy-mode=${mode}, which is none that this program knows`,
		};
	}
	const [replacement] = replaced;
	const {source, says} = absence;
	return replacement === undefined
		? {signals: [], undecided: `no kube-proxy (${says}), and nothing tells whether the CNI replaces it`}
		: {
				value: replacement.value,
				signals: [
					{source, says},
					...(replacement.says === '' ? [] : [{source: replacement.source, says: replacement.says}]),
				],
			};
};

const processVotes = ({processes}: DataPathEvidence): readonly ModeVote[] => {
	const commandLine = (processes.ok ? processes.value : []).find(process =>
		/^(?:\S*\/)?kube-proxy(?: |$)/.test(process.commandLine),
	)?.commandLine;
	const [, mode] = /--proxy-mode[= ](\S+)/.exec(commandLine ?? '') ?? [];
	return isProxyMode(mode) ? [vote(mode, 'pgrep', `process kube-proxy --proxy-mode=${mode}`)] : [];
};

/**
 * A missing manifest says `absent` when the configuration says so, or when RKE2 has had the chance to write it:
 * each start removes it, until the API answers (https://github.com/rancher/rke2/tree/master/pkg/executor/staticpod).
 */
const absenceOf = (
	{role, service}: Context,
	{kubeProxy, containers, configuration, node}: DataPathEvidence,
): ModeVote | undefined => {
	const isDisabled =
		role === 'server' &&
		configuration.ok &&
		booleanSetting(configuration.value.settings, 'disable-kube-proxy') === true;
	const runsNone =
		containers.ok && !containers.value.some(({name, state}) => name === 'kube-proxy' && state === 'running');
	const hasNone = service === 'running' && node.ok && runsNone;
	if (!kubeProxy.ok || kubeProxy.value !== undefined || !(isDisabled || hasNone)) {
		return undefined;
	}
	return vote(
		'absent',
		'agent/pod-manifests',
		isDisabled ? 'disable-kube-proxy: true' : 'no manifest, no container',
	);
};

/** `replaced` or `absent` for a node without kube-proxy; nothing where it cannot be told. */
const replacementVotes = ({cni, dataplane}: Context, evidence: DataPathEvidence): readonly ModeVote[] => {
	switch (cni) {
		case 'cilium': {
			const replaces = ciliumSettings(evidence)?.replacesKubeProxy;
			return replaces === undefined
				? []
				: [
						vote(
							replaces ? 'replaced' : 'absent',
							chartSource,
							`rke2-cilium: kubeProxyReplacement ${replaces}`,
						),
					];
		}
		case 'calico':
			return dataplane.value === undefined
				? []
				: [
						vote(
							dataplane.value === 'ebpf' ? 'replaced' : 'absent',
							'Calico',
							dataplane.value === 'ebpf' ? "Calico's eBPF serves Services" : '',
						),
					];
		case 'canal':
		case 'flannel':
		case 'none':
			return [vote('absent', cni, '')];
		case 'other':
		case undefined:
			return [];
	}
};
