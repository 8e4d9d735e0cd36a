import type {Environment, Fact} from '../core/environment.ts';
import type {Report} from '../core/report.ts';
import type {Reason} from '../core/request.ts';

const cniNames = {
	canal: 'Canal',
	flannel: 'Flannel',
	calico: 'Calico',
	cilium: 'Cilium',
	other: "a CNI of the user's own",
	none: 'no CNI',
} as const;

/** What this node is, in one line: name, role, version, CNI with its data path, kube-proxy. */
export const describeNode = ({node, environment}: Report): string =>
	[
		node.name,
		roleOf(environment),
		node.rke2Version === undefined ? undefined : `RKE2 ${node.rke2Version}`,
		describeCni(environment),
		environment.kubeProxy.value === undefined ? undefined : `kube-proxy ${environment.kubeProxy.value}`,
	]
		.filter(part => part !== undefined)
		.join(' · ');

const roleOf = ({role, serverKind}: Environment): string | undefined =>
	serverKind.value === undefined || serverKind.value === 'full'
		? role.value
		: `${role.value} (${serverKind.value})`;

const describeCni = ({cni, multus, backend, overlayDevice}: Environment): string => {
	if (cni.value === undefined) {
		return 'CNI unknown';
	}
	const path = [backend.value, overlayDevice.value === undefined ? undefined : `(${overlayDevice.value})`]
		.filter(part => part !== undefined)
		.join(' ');
	const name = `${multus.value === true ? 'Multus + ' : ''}${cniNames[cni.value]}`;
	return path === '' ? name : `${name}: ${path}`;
};

/** How much of what applies could be looked at: `66 of 67 looked`. */
export const describeLooked = ({outcomes, summary}: Report): string =>
	`${summary.outcomes.passed + summary.outcomes.failed} of ${outcomes.length - summary.outcomes['not-applicable']} looked`;

/** Why something could not be read, for a person. */
export const reasonTexts: Readonly<Record<Reason | 'undecided', string>> = {
	'not-found': 'not there',
	denied: 'permission denied; run as root',
	'timed-out': 'no answer in time',
	'too-large': 'too much to read',
	'exit-code': 'the command failed',
	unparseable: 'not understood',
	refused: 'refused',
	'would-change-node': 'the read would change this node',
	passive: 'not asked with --passive',
	'not-recorded': 'never recorded in this bundle',
	dependency: 'out of reach from here',
	undecided: 'it cannot be decided whether they apply',
};

/** RKE2 keeps kubectl and crictl outside PATH (https://docs.rke2.io/reference/cli_tools): what a shell needs for the steps shown. */
export const shellPreparation = ({causes, environment}: Report): string | undefined => {
	const steps = causes.flatMap(({finding}) => finding.guide.steps);
	const directory = environment.dataDirectory.value;
	if (directory === undefined || !steps.some(({text}) => /\b(?:crictl|kubectl)\b/.test(text))) {
		return undefined;
	}
	const admin = environment.role.value === 'server' ? ' KUBECONFIG=/etc/rancher/rke2/rke2.yaml' : '';
	return `export PATH=$PATH:${directory}/bin CRI_CONFIG_FILE=${directory}/agent/etc/crictl.yaml${admin}`;
};

/** Where a fact was read from, the first few signals. */
export const toldBy = ({signals}: Fact<unknown>): string =>
	signals
		.slice(0, 4)
		.map(({says}) => says)
		.join(', ');
