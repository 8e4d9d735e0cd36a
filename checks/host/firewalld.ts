import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

const explains = [
	'netfilter/overlay-port',
	'netfilter/tunnel-input',
	'netfilter/pod-forwarding#byFirewalld',
	'overlay/peer-unreachable',
	'cilium/peer',
	'service/host-port',
	'service/api-address',
	'dns/service-address',
	'dns/endpoint-unreachable',
] as const;
const steps = [
	{text: 'systemctl disable --now firewalld', changes: 'node'},
	{
		text: 'Restart the pods with host ports on this node, such as the ingress controller: firewalld may have removed their rules',
		changes: 'cluster',
	},
	{text: 'Filter with Calico policies or outside of the node instead; the kernel firewall itself stays'},
] as const;

export default defineCheck({
	id: 'host/firewalld',
	title: 'firewalld does not run',
	rationale:
		'firewalld rejects what no zone allows, VXLAN packets of other nodes and packets between pods included, and each of its reloads can wipe the rules of host ports. RKE2 documents it as a conflict with its default network. Installed but stopped it does no harm.',
	needs: {units: 'systemd.units', harm: 'firewall.harm'},
	wants: {ports: 'service.host-ports', passage: 'netfilter.pod-passage'},
	messages: {
		activeOnCanal: {
			severity: 'critical',
			text: 'firewalld is active: it conflicts with Canal, so that pods, services and nodes reach each other only by chance{harm}',
			guide: {steps, links: ['rke2/known-issues-firewalld', 'rke2/requirements-cni-ports']},
			explains,
		},
		idleOnCanal: {
			severity: 'warning',
			text: 'firewalld is active: RKE2 documents it as a conflict with Canal. Nothing is cut off now, but each of its reloads can remove the rules of host ports, and let its zones reject what pods send',
			guide: {steps, links: ['rke2/known-issues-firewalld', 'rke2/requirements-cni-ports']},
		},
		active: {
			severity: 'warning',
			text: 'firewalld is active: unless every port and range of the cluster is allowed, it cuts pods and nodes off from each other{harm}',
			guide: {steps, links: ['rke2/known-issues-firewalld', 'rke2/requirements-cni-ports']},
			explains,
		},
	},
	*run({units, harm: {isHarmless}, ports, passage}, {finding, environment}) {
		const unit = units.get('firewalld.service');
		if (unit?.activeState !== 'active' && unit?.activeState !== 'reloading') {
			return;
		}
		const isOnCanal = environment.cni.value === 'canal';
		const subject = {kind: 'Unit', name: 'firewalld.service'} as const;
		const evidence = [
			{from: 'units', excerpt: `Id=firewalld.service\nActiveState=${unit.activeState}`},
		] as const;
		if (isHarmless) {
			// Whoever has opened all that the other CNIs need may keep it; with Canal it conflicts by what it does at a reload.
			if (isOnCanal) {
				yield finding('idleOnCanal', {}, subject, {evidence});
			}
			return;
		}
		const numbers = (ports?.lost ?? []).map(({hostPort}) => String(hostPort));
		const harms = [
			...(passage?.some(({author}) => author === 'firewalld') === true
				? ['it rejects what pods of different nodes send each other']
				: []),
			...(numbers.length > 0 ? [`it has removed the rules of host ports ${listNames(numbers)}`] : []),
		];
		yield finding(
			isOnCanal ? 'activeOnCanal' : 'active',
			{harm: harms.map(harm => `; ${harm}`).join('')},
			subject,
			{evidence, affects: [thisNode(environment)]},
		);
	},
});
