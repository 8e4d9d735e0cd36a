import type {Cni, Dataplane, Fact} from '../core/environment.ts';
import {dataplaneOf} from '../derive/calico-chart.ts';
import type {DataPathEvidence} from './evidence.ts';
import {decide, type Vote, vote} from './fact.ts';
import {calicoSettings, chartSource, ciliumSettings} from './settings.ts';

const undecidedOfOther = 'not a CNI that RKE2 ships';

/** What the CNI programs into the kernel to carry and filter the packets of pods. */
export const detectDataplane = (cni: Cni | undefined, evidence: DataPathEvidence): Fact<Dataplane> => {
	switch (cni) {
		case 'cilium':
			return decide<Dataplane>([[vote('ebpf', 'Cilium', 'Cilium works with eBPF only')]]);
		case 'flannel':
			return dataplaneOfFlannel(evidence);
		case 'canal':
			return decide<Dataplane>([
				felixVotes(evidence),
				[vote('iptables', 'chart', 'rke2-canal runs Felix with iptables')],
			]);
		case 'calico':
			return decide(
				[felixVotes(evidence), deviceVotes(evidence), settingVotes(evidence)],
				evidence.helm.ok ? 'the values of rke2-calico cannot be read' : evidence.helm.detail,
			);
		case 'other':
		case 'none':
			return {signals: [], undecided: undecidedOfOther};
		case undefined:
			return {signals: [], undecided: 'CNI unknown'};
	}
};

/** flannel has no filter of its own: what it programs masquerades and forwards. */
const dataplaneOfFlannel = ({netConf}: DataPathEvidence): Fact<Dataplane> => {
	if (!netConf.ok) {
		return {signals: [], undecided: netConf.detail};
	}
	const {enableNftables, source} = netConf.value;
	return decide<Dataplane>([
		[
			vote(
				enableNftables ? 'nftables' : 'iptables',
				`net-conf.json (${source})`,
				`net-conf.json EnableNFTables ${enableNftables}`,
			),
		],
	]);
};

/** The environment beats the FelixConfiguration; where it is silent, that decides. */
const felixVotes = ({calico}: DataPathEvidence): readonly Vote<Dataplane>[] => {
	const {FELIX_BPFENABLED: bpf, FELIX_NFTABLESMODE: nftables} =
		(calico.ok ? calico.value?.felix : undefined) ?? {};
	const dataplane = dataplaneOf(undefined, bpf?.toLowerCase(), nftables);
	const says = [
		...(bpf === undefined ? [] : [`FELIX_BPFENABLED=${bpf}`]),
		...(nftables === undefined ? [] : [`FELIX_NFTABLESMODE=${nftables}`]),
	].join(' ');
	return dataplane === undefined || dataplane === 'iptables'
		? []
		: [vote(dataplane, 'environment of calico-node', says)];
};

const settingVotes = (evidence: DataPathEvidence): readonly Vote<Dataplane>[] => {
	const dataplane = calicoSettings(evidence)?.dataplane;
	return dataplane === undefined ? [] : [vote(dataplane, chartSource, `rke2-calico: ${dataplane}`)];
};

/** Felix makes this pair for eBPF only, and removes it otherwise: a FelixConfiguration may say more than the chart. */
const deviceVotes = ({links}: DataPathEvidence): readonly Vote<Dataplane>[] =>
	(links.ok ? links.value : [])
		.filter(({name}) => name === 'bpfin.cali')
		.map(({name}) => vote('ebpf', 'ip -j -d link show', `link ${name}`));

/** Whether the CNI is meant to speak BGP; a BIRD that has died does not change that. */
export const detectBgp = (cni: Cni | undefined, evidence: DataPathEvidence): Fact<boolean> => {
	switch (cni) {
		case 'canal':
		case 'flannel':
			return decide([[vote(false, 'chart', `rke2-${cni} has no BGP`)]]);
		case 'calico':
			return decide(
				[backendOfCalicoNode(evidence), bgpOfCharts(evidence), birdVotes(evidence)],
				evidence.helm.ok ? 'the values of rke2-calico cannot be read' : evidence.helm.detail,
			);
		case 'cilium': {
			const settings = ciliumSettings(evidence);
			return decide(
				[
					settings === undefined
						? []
						: [vote(settings.bgp, chartSource, `rke2-cilium: bgpControlPlane.enabled ${settings.bgp}`)],
				],
				evidence.helm.ok ? 'the values of rke2-cilium cannot be read' : evidence.helm.detail,
			);
		}
		case 'other':
		case 'none':
			return {signals: [], undecided: undecidedOfOther};
		case undefined:
			return {signals: [], undecided: 'CNI unknown'};
	}
};

/** The operator tells calico-node whether to run BIRD: https://github.com/tigera/operator/blob/master/pkg/render/node.go */
const backendOfCalicoNode = ({calico}: DataPathEvidence): readonly Vote<boolean>[] => {
	const backend = calico.ok ? calico.value?.networkingBackend : undefined;
	return backend === undefined
		? []
		: [vote(backend === 'bird', 'environment of calico-node', `CALICO_NETWORKING_BACKEND=${backend}`)];
};

const bgpOfCharts = (evidence: DataPathEvidence): readonly Vote<boolean>[] => {
	const bgp = calicoSettings(evidence)?.bgp;
	return bgp === undefined
		? []
		: [vote(bgp, chartSource, `rke2-calico: bgp ${bgp ? 'Enabled' : 'Disabled'}`)];
};

const birdVotes = ({processes}: DataPathEvidence): readonly Vote<boolean>[] =>
	(processes.ok ? processes.value : [])
		.filter(({commandLine}) => /^(?:\S*\/)?bird6? .*calico/.test(commandLine))
		.slice(0, 1)
		.map(({commandLine}) => vote(true, 'pgrep', `process ${commandLine}`));
