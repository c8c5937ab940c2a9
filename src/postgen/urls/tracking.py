"""The query parameters that track readers, by which `canonical` and `add-link` clean a URL.

A name belongs here only when it is certain: the tracker or the site documents it, a list has it
that browsers or blockers use, or only a single tracker uses it. Names that sites use for their own
ends (`ref`, `source`, `id`, `p`, `page`, `lang`) are never in the table for all sites.

These are plain data in a module, and not a file of TOML or JSON: `add-link` needs them at each
start, and a compiled module is the fastest to load.
"""

from __future__ import annotations

# Lists of others, which are kept up to date there.
ADGUARD = (
    "https://github.com/AdguardTeam/AdguardFilters/blob/master/TrackParamFilter/sections/"
    "general_url.txt"
)
BRAVE = "https://github.com/brave/adblock-lists/blob/master/brave-lists/clean-urls.json"
CLEARURLS = "https://github.com/ClearURLs/Rules/blob/master/data.min.json"
SHORTENER = "https://github.com/DandelionSprout/adfilt/blob/master/LegitimateURLShortener.txt"
UBLOCK = "https://github.com/uBlockOrigin/uAssets/blob/master/filters/privacy.txt"

XTOR = (
    "https://developers.atinternet-solutions.com/as2-tagging-en/javascript-en/"
    "campaigns-javascript-en/marketing-campaigns-javascript-en/"
)
OWN_NAME = "its name, for which no other use is known"
OWN_LINKS = "the links that the site itself hands out, which lead to the same page without it"

# The tracker; its parameters, in lower case (`utm_*` stands for all that begin so); the source.
TRACKERS = (
    # Analytics
    ("Urchin, Google Analytics and all that follow them", "utm_*", BRAVE),
    (
        "Google Analytics",
        "_ga _gl",
        "https://support.google.com/analytics/answer/10071811",
    ),
    (
        "Google Analytics",
        "ga_campaign ga_content ga_medium ga_place ga_source ga_term",
        CLEARURLS,
    ),
    ("Matomo", "mtm_* pk_campaign pk_cid pk_content pk_keyword pk_kwd pk_medium", BRAVE),
    ("Matomo", "pk_source piwik_*", BRAVE),
    ("Matomo", "matomo_*", OWN_NAME),
    ("Piano (AT Internet)", "at_campaign* at_custom* at_link_* at_medium* at_ptr_*", BRAVE),
    ("Piano (AT Internet)", "at_bbc_*", OWN_NAME),
    (
        "Piano (AT Internet)",
        "xtor",
        XTOR,
    ),
    ("Adobe Analytics", "s_cid", ADGUARD),
    ("Coremetrics", "cm_mmc*", ADGUARD),
    ("comScore", "ns_campaign ns_fee ns_linkname ns_mchannel ns_source", SHORTENER),
    ("Webtrends", "wt.*", SHORTENER),
    (
        "Mapp",
        "wt_mc",
        "https://documentation.mapp.com/latest/en/url-campaign-mapper-19109338.html",
    ),
    ("Mapp", "wt_zmc", CLEARURLS),
    ("Openstat", "_openstat", CLEARURLS),
    ("Parse.ly", "itm_campaign itm_content itm_medium itm_source itm_term", ADGUARD),
    ("Branch", "_branch_match_id _branch_referrer", BRAVE),
    ("Adjust", "unicorn_click_id", ADGUARD),
    ("Olytics", "oly_anon_id oly_enc_id rb_clickid", ADGUARD),
    ("Wicked Reports", "wickedid", ADGUARD),
    ("Echobox", "echobox", CLEARURLS),
    ("several publishers", "cmpid", ADGUARD),
    ("several companies", "dgcid", SHORTENER),
    (
        "Amazon Web Services",
        "sc_campaign sc_channel sc_content sc_medium sc_outcome trkcampaign",
        OWN_NAME,
    ),
    # Advertisements
    ("Google Ads", "gbraid gclid gclsrc wbraid", BRAVE),
    ("Google Ads", "dclid", CLEARURLS),
    ("Google Ads", "gad gad_campaignid gad_source", OWN_NAME),
    ("Google Merchant Center", "srsltid", UBLOCK),
    ("Microsoft Advertising", "msclkid", "https://help.ads.microsoft.com/apex/index/3/en/60000"),
    ("Yandex", "yclid ymclid ysclid", BRAVE),
    ("Adobe Advertising", "ef_id s_kwcid", OWN_NAME),
    ("Marin", "mkwid", OWN_NAME),
    ("Outbrain", "dicbo", OWN_NAME),
    ("Taboola", "tblci", SHORTENER),
    ("Commission Junction", "cjevent", BRAVE),
    ("impact.com", "irclickid irgwc", BRAVE),
    ("ShareASale", "sscid", ADGUARD),
    ("Awin (Zanox)", "zanpid", SHORTENER),
    # Letters
    ("HubSpot", "hsa_*", "https://knowledge.hubspot.com/ads/ad-tracking-in-hubspot"),
    ("HubSpot", "__hsfp __hssc __hstc _hsenc hsctatracking", ADGUARD),
    ("HubSpot", "_hsmi", BRAVE),
    ("HubSpot", "hss_channel", SHORTENER),
    ("Mailchimp", "mc_cid mc_eid mc_tc", CLEARURLS),
    ("MailerLite", "ml_subscriber ml_subscriber_hash", BRAVE),
    ("Marketo", "mkt_tok", ADGUARD),
    ("Oracle Eloqua", "elq*", SHORTENER),
    ("Acoustic (Silverpop)", "spjobid spmailingid spreportid spuserid", CLEARURLS),
    ("Blueshift", "bsft_clkid bsft_uid", ADGUARD),
    ("Vero", "vero_conv vero_id", ADGUARD),
    ("ActiveCampaign", "vgo_ee", UBLOCK),
    ("beehiiv", "_bhlid", UBLOCK),
    ("Drip", "__s", CLEARURLS),
    ("Klaviyo", "_kx", ADGUARD),
    ("Klaviyo", "_ke", OWN_NAME),
    ("dotdigital", "dm_i", OWN_NAME),
    ("EveryAction", "emci emdi", OWN_NAME),
    ("Kit (ConvertKit)", "ck_subscriber_id", OWN_NAME),
    ("Listrak", "trk_contact trk_module trk_msg trk_sid", OWN_NAME),
    ("Omnisend", "omnisendcontactid", OWN_NAME),
    ("Salesforce Marketing Cloud", "sfmc_id sfmc_sub", OWN_NAME),
    ("Substack, on its writers' own domains", "isfreemail showwelcomeonshare", OWN_LINKS),
    ("Substack, on its writers' own domains", "triedredirect", OWN_LINKS),
    ("newsletters", "nr_email_referer", SHORTENER),
    # Shops, social networks and portals
    ("AliExpress", "algo_expid algo_pvid", CLEARURLS),
    ("Amazon", "pd_rd_* pf_rd_*", BRAVE),
    ("Apple", "itscg itsct", OWN_NAME),
    ("eBay", "_trkparms _trksid", CLEARURLS),
    ("Bilibili", "spm_id_from vd_source", CLEARURLS),
    ("Facebook", "fb_action_ids fb_action_types fb_ref fb_source fbclid", CLEARURLS),
    ("Facebook", "action_object_map action_ref_map action_type_map", BRAVE),
    ("Facebook", "__tn__ __cft__* __xts__*", CLEARURLS),
    ("Facebook", "mibextid", OWN_NAME),
    ("Instagram", "igsh igshid", BRAVE),
    ("LinkedIn", "li_fat_id", OWN_NAME),
    ("Pinterest", "epik", OWN_NAME),
    ("Reddit", "rdt_cid", OWN_NAME),
    ("TikTok", "ttclid", "https://ads.tiktok.com/help/article/tiktok-click-id"),
    ("Twitter", "__twitter_impression twclid", CLEARURLS),
    ("Wikimedia", "wprov", "https://wikitech.wikimedia.org/wiki/Provenance"),
    ("Yahoo", "guccounter guce_referrer guce_referrer_sig", BRAVE),
    ("Yahoo", "soc_src soc_trk yptr", OWN_NAME),
    ("AOL, Engadget, TechCrunch", "ncid sr_share", SHORTENER),
    ("CNET, GameSpot", "ftag", CLEARURLS),
    ("Condé Nast", "intcid", CLEARURLS),
    ("awe.sm", "awesm", OWN_NAME),
    ("Hootsuite", "hootpostid", OWN_NAME),
    ("social networks' own links", "link_time", OWN_NAME),
)

_NAMES = [name for _tracker, names, _source in TRACKERS for name in names.split()]

TRACKING = frozenset(name for name in _NAMES if not name.endswith("*"))
"""Parameters that say where a reader came from; no site answers differently for them."""

TRACKING_PREFIXES = tuple(name[:-1] for name in _NAMES if name.endswith("*"))
"""The same by how they begin: `utm_`."""

# Names too common to drop everywhere, with the values that give them away: Medium's, and those of
# Twitter's buttons (https://github.com/uBlockOrigin/uAssets, "Embedded tweets").
TRACKING_PAIR = r"gi=[0-9a-f]{12}|source=(?:friends_link|[\w.-]*---.*)|ref_src=twsrc.*"

# The sites (with their subdomains); the parameters that track there, and perhaps not elsewhere; the
# source.
SITE_PARAMETERS = (
    ("amazon.com", "crid dib dib_tag qid sprefix", BRAVE),
    ("amazon.com", "ref_ sr", CLEARURLS),
    ("amazon.com", "trk", OWN_LINKS),
    ("bbc.co.uk bbc.com", "ocid", SHORTENER),
    ("bilibili.com", "bbid share_medium share_plat share_session_id share_source", CLEARURLS),
    ("bilibili.com", "from_spmid", OWN_LINKS),
    ("bloomberg.com", "leadsource srnd", BRAVE),
    ("bloomberg.com", "sref", OWN_LINKS),
    ("economist.com", "fsrc", SHORTENER),
    ("facebook.com", "fref hc_location hc_ref", CLEARURLS),
    ("facebook.com", "_rdc _rdr rdid share_url", OWN_LINKS),
    ("forbes.com", "sh ss", OWN_LINKS),
    ("github.com", "email_source email_token", CLEARURLS),
    ("github.com", "notification_referrer_id", OWN_LINKS),
    (
        "google.com",
        "aqs ei gs_lcrp gs_lp oq sa sclient sourceid sxsrf uact usg ved",
        CLEARURLS,
    ),
    ("google.com", "ouid rtpof sca_esv usp", OWN_LINKS),
    ("imdb.com", "ref_", BRAVE),
    ("linkedin.com", "lipi refid trackingid trk", CLEARURLS),
    (
        "linkedin.com",
        "midsig midtoken originalsubdomain rcm trkemail trkinfo",
        OWN_LINKS,
    ),
    ("medium.com", "source", BRAVE),
    ("medium.com", "gi", OWN_LINKS),
    ("msn.com", "cvid ei ocid", UBLOCK),
    ("newyorker.com wired.com", "mbid", BRAVE),
    ("nytimes.com", "smid", BRAVE),
    ("nytimes.com", "campaign_id smtyp", SHORTENER),
    ("nytimes.com", "emc instance_id nl partner pgtype regi_id segment_id te", OWN_LINKS),
    ("quora.com", "ch oid share srid", OWN_LINKS),
    ("reddit.com", "ref_campaign ref_source share_id", BRAVE),
    ("reddit.com", "rdt", UBLOCK),
    ("spotify.com", "si", CLEARURLS),
    ("spotify.com", "dlsi nd", OWN_LINKS),
    ("stackexchange.com stackoverflow.com", "lq noredirect rq", OWN_LINKS),
    ("substack.com", "nthpub r s", OWN_LINKS),
    ("theguardian.com", "cmp", CLEARURLS),
    ("tiktok.com", "_r _t is_from_webapp sender_device", OWN_LINKS),
    ("twitter.com x.com", "cxt ref_src ref_url s t", BRAVE),
    ("washingtonpost.com", "itid", SHORTENER),
    ("washingtonpost.com", "tid wpisrc wpmk wpmm", OWN_LINKS),
    ("wsj.com", "mod", BRAVE),
    ("wsj.com", "reflink", OWN_LINKS),
    ("youtu.be youtube.com", "feature pp si", BRAVE),
    ("youtube.com", "app source_ve_path", BRAVE),
    ("youtube.com", "kw", CLEARURLS),
    ("youtube.com", "ab_channel embeds_referring_euri", OWN_LINKS),
)


def _by_site() -> dict[str, frozenset[str]]:
    """Return the names that track on a site, by its domain."""
    table: dict[str, frozenset[str]] = {}
    for sites, names, _source in SITE_PARAMETERS:
        for site in sites.split():
            table[site] = table.get(site, frozenset()).union(names.split())
    return table


TRACKING_AT = _by_site()
"""The names that track only on one site, and on its subdomains."""
