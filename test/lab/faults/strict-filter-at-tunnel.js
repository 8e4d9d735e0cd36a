import {all, ipLines, sysctls} from '../injections.js';

/** The filter counts what it drops, once there was something. */
const pinged = {
	inject: ({target, peer}) => {
		const [from, to] = [target, peer].map(({description: {pods}}) =>
			pods.find(({namespace, address}) => namespace === 'shop' && address !== undefined),
		);
		return target.run(
			['nsenter', `--net=/run/netns/${from.namespaceName}`, '--', 'ping', '-c', '1', '-W', '1', to.address],
			{reject: false},
		);
	},
	heal: () => undefined,
};

const strictAt = ({cluster: {network}}) => sysctls({[`net/ipv4/conf/${network.overlayDevice}/rp_filter`]: 1});

export default {
	id: 'strict-filter-at-tunnel',
	about:
		'a routing rule leads to the pods of the peer past the tunnel, by which they answer, and rp_filter is strict there',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'host/reverse-path-filter-tunnel#passed',
		subject: network.overlayDevice,
	}),
	breaks: ['pods', 'pods-full-size'],
	...all(
		ipLines(
			({peer: {description}}) => {
				const pods = description.podCidr;
				return [
					`route add ${pods} via ${description.address} dev eth0 table 77`,
					`rule add pref 500 to ${pods} lookup 77`,
				];
			},
			['rule del pref 500', 'route flush table 77'],
		),
		{
			inject: lab => strictAt(lab).inject(lab),
			heal: lab => strictAt(lab).heal(lab),
		},
		pinged,
	),
};
