import {waitFor} from './connectivity.js';
import {forgetNewPod} from './cri/new-pod.js';
import {compareStates, recordState} from './state.js';

/**
 * A node and its pods remember for ten minutes which sizes were refused, and a node for a while who did not answer: the kernel
 * would drop such an entry during the next run, which looks like a change by the program.
 */
const forgetRefusals = node =>
	node.shell(
		'ip neigh flush nud failed nud incomplete; ip route flush cache; for name in /run/netns/*; do nsenter --net="$name" ip route flush cache; done',
	);

/** DNS that was sent while a fault kept it from being translated stays so for half a minute, and would be told beside the next one. */
const forgetUntranslated = (node, {network}) =>
	waitFor('DNS without untranslated connections', async () => {
		const {exitCode} = await node.run(['grep', '-q', ` src=${network.dns} `, '/proc/net/nf_conntrack'], {
			reject: false,
		});
		return exitCode !== 0;
	});

/** Heals, and says what the healing left behind. */
export const healFault = async (lab, fault, before) => {
	await fault.heal(lab);
	await Promise.all(lab.nodes.map(forgetRefusals));
	await forgetUntranslated(lab.target, lab.cluster);
	if (lab.cluster.containerRuntime !== undefined) {
		await forgetNewPod(lab.target);
	}
	return compareStates(before, await recordState(lab.nodes)).map(line => `heal left a trace: ${line}`);
};
