/** What `of` (the network or a node) has under `key`: of IPv4, and of IPv6 where the cluster has both. */
export const inFamilies = (of, key) => [of[key], ...(of.ipv6 === undefined ? [] : [of.ipv6[key]])];

/** The addresses of a pod or a service, IPv4 first. */
export const addressesOf = ({address, addressV6}) => [
	address,
	...(addressV6 === undefined ? [] : [addressV6]),
];
