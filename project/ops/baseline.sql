-- Written by ./daimon manage write_baseline from the migrations named here. Not to be edited.
-- migration contenttypes.0001_initial 35ed8489a147e0b42a15c21b5d4f0e8940de6f73fb326e9d6dea91b4d0b953cc
-- migration contenttypes.0002_remove_content_type_name 7d36494075750f0ed3c0f68d0cb1548eba59cc593f52f691f6cc37a043083766
-- migration auth.0001_initial 845cff319606332f49ef20ce165d1a17e522c426c5e56d7616133e9e4eaba5ef
-- migration auth.0002_alter_permission_name_max_length feaf97e0e8f7d148bec3db9bab2349c5e15888117c1ff2829deff63ef9e16cff
-- migration auth.0003_alter_user_email_max_length 9d5657b4db9872dc26c2d634c2f5911a3d69ab1d8552af4c6d633bc4001dfabf
-- migration auth.0004_alter_user_username_opts 9538db342c9a9bec4ca12b3137fb80772c4ea4afb861e8647a2962b1ea58344a
-- migration auth.0005_alter_user_last_login_null 79f60a35dc000fdd427bc05c85233ae5b9c4ada078ff0688fc9f78604bf7eaee
-- migration auth.0006_require_contenttypes_0002 00cb16e3405f14b62dbeffa15c68c9030291e4ddd513d733648ba460d6c5e781
-- migration auth.0007_alter_validators_add_error_messages 115db87dc327530fb5e1964ba3d03f9746492f90600406947be39f54f6cc042f
-- migration auth.0008_alter_user_username_max_length 02857f65f7d648147a5d12596b200a83e29145391d3f986ceb84b3b865a2c351
-- migration auth.0009_alter_user_last_name_max_length 19a89500e7f108a7397da9b1733181f92105f758663b3685b60f5c2da384d76e
-- migration auth.0010_alter_group_name_max_length 0963ed6498ac0b3a8430b6ca34c1b4a4b1d5f55b43d3db902f15a03ff74b14cd
-- migration auth.0011_update_proxy_permissions 85a5dde708dc4b6111e1bc71ce723ecfba7b1f8aedecfd130900ff7782765436
-- migration auth.0012_alter_user_first_name_max_length 6cefbc9f80903763ff8492a537a22836ef69f2227e19d402509b8099d2baecb0
-- migration accounts.0001_initial 65e64a504c1aa1ea16147b551373c23295ffc1177a4527527fdaeb5cc8d03c57
-- migration account.0001_initial 6f27ff6bdf57521a6561e0c606ee3278d2b6dac7eb068dbe1cdd07cd3f9eb6bf
-- migration account.0002_email_max_length c956ab7a3c3660a14b162e9e87dbc57851262ef4d3a895597eebc4eded595fc1
-- migration account.0003_alter_emailaddress_create_unique_verified_email 66b6f1939621bcfa44a5bfe2ae2df312918fd33b2031b154acfed1f4f6be4d10
-- migration account.0004_alter_emailaddress_drop_unique_email ebc6317e90c47d7a8f31fa348f1513f2b9bcda8bed3b0de9811df3bb75c39ef1
-- migration account.0005_emailaddress_idx_upper_email e7569f1662da1754fad09b5f65f439123effc85fc0b24c15ff881bcbf2aa42cb
-- migration account.0006_emailaddress_lower 54adb08cb3fba66b1b2eed10c4a9d7037ae40d778fe5df40628ef3639f4f4fe4
-- migration account.0007_emailaddress_idx_email 87fad70bfde8ae295155fcaac942a260164bee3a04f33fd00a70bf2351aef951
-- migration account.0008_emailaddress_unique_primary_email_fixup 794bf875bdbef9c47e9ccc736cb01711d84657381219f6af6c98a3829e2d6b7f
-- migration account.0009_emailaddress_unique_primary_email 79762cfa7b1e1d7c58be5061a6c032594f7d5e5f8c7288d64146e85cc0bfbd06
-- migration accounts.0002_invitation d31b77115d6cd23ffec38202d920589c8c476658165f530c3d1382f7c09a37bb
-- migration accounts.0003_device_session_and_api_key 2fecb9156c06dd18b3c497df708fe4b5f9e535dbe084dac9cbc41744b6cc7847
-- migration accounts.0004_roles 162cd4d93efa225f5fcb05b5e83ff6ac4ae8a8b7255a858c2f148641b70eb71d
-- migration admin.0001_initial f4716989d9815b6231f0d7291754835e008c96818447fe57984bbf8985883335
-- migration admin.0002_logentry_remove_auto_add 2c127e659a2236edea0ed57eccd38786ae84e365790a80b96b758c617f50be43
-- migration admin.0003_logentry_add_action_flag_choices 02700a827190720e5c417495a395071b6baa28a34e74bc8f90824afaafc01841
-- migration api.0001_initial 082d191d187a04769c9c77eb4bf2390316f1a0b02082320be42e92215f2bec7d
-- migration training.0001_initial a043ad0c3581027f478be62697b96a17b6edd0734c73fe19f9f7841d82bd7683
-- migration training.0002_health_and_visibility ea2c2e2cba3991cd84a584823f40ce066eb3a46d3e58f372ff3870b8358ffb3c
-- migration spirits.0001_initial b076d3a6f56c47b1a2294253aa0754e998e7bbf4ad39e6dac3ef9d2ec75e6552
-- migration spirits.0101_ledger_tables f16e0316afef77f1680c011c28bfe022ffc3c92809042fb457cbaffe088962e3
-- migration spirits.0102_ledger_guards 2b8068dfbd4389f0b900180e22953d6d07e9d92bb41e70909a1fbd4fba24e53a
-- migration spirits.0103_budgets ff4d41a4e7f9097c43ea6675e1d52b5c91e13f9a870a9981c2d906379ac8388a
-- migration spirits.0104_prices 481c4e0bfd57aa81c00c7bd14dcafac4628b77653fd3fa8d1c4a4ae291768910
-- migration spirits.0105_price_guards 5e10c55ab80be3277176797088339684ddba093b564134fb0ac5a03e171b1d5e
-- migration spirits.0106_grants 8497f75087a396137adeebd374a380e821d4cb755023e2cf744663e9da301412
-- migration spirits.0107_access 5b7a700912b7d42d8f631b86f497d31f62d4eb3e7c38dbda6f512273e954e7ca
-- migration spirits.0108_purchases 1f5c88717b7d1955273b9c3a434f35634d434c9de022c1ea82fce44a1d08bf74
-- migration queue.0001_initial f6e6fcde756f7bc2512263881a17e66ce6a458d66011bfd8521611852f3504ea
-- migration queue.0002_guard_transitions d643635fe12c178d6e7639b21ad110be7c6ec140709d0d8ec8cbd62bbdca96bc
-- migration chat.0001_initial 6a2a9ca08b35719b63094c8397523a818f19414a22f96aaed72e34801041a98d
-- migration chat.0010_memory 0d1b94bf1c27a1a24c9a78b4b53bfe1438a19e227070e140dd1399f15bc3002e
-- migration chat.0011_memory_index bb74cf10f1530ccff72ddd9be0a406908aa4ad5b9efb6cedcdef54972e20fd41
-- migration chat.0012_schedule_memory_erasure 04c36328e431d9d9d57cd65f80ed5a138017f6892a9c276d927be933117c8896
-- migration chat.0013_context_snapshot 70c735e732a5f4df14273c166726cb02f55bae069595f62588bbe87925fe3dba
-- migration chat.0014_schedule_memory_embedding a4ddcc2a717b5503bfd0099b152b94c104ede7915c9a56a078f59ac6654b6b22
-- migration chat.0030_usage_and_fallbacks deac5e3ebbec4c769b317b3c6759e57a6577c91b3dc6b859633deed149ed573e
-- migration mfa.0001_initial a42b6353f2ed5dd754d1a8eb76a984cac58e0e587cf3fff131711c289c8a2e20
-- migration mfa.0002_authenticator_timestamps b6566eb07301e2e4042908f789c19ff1dfefb86393773d656bbaef7bbbed234e
-- migration mfa.0003_authenticator_type_uniq 88550a456154080cc3ecddcf8a32af3d81733bb6d56325ea67b201ee9f1ea1a2
-- migration ops.0001_operations_data 8b40304d9c0c7740ed3e9a688a9ad8d6bde40c120fd1ec87ced01c62e549b662
-- migration ops.0002_append_only 67804a49deb5ea210d68095433995b8fdc5ddf3dab955d2ac7c6ca6d1abe4150
-- migration ops.0003_first_limits f71224b650d8e1b15382d15551c68208ae33456d62edee0c83b47671d50325aa
-- migration sessions.0001_initial 2aa438e2393ee5135c4dda94bfde65fd49e8300f1c3f93bed25ae3a09f2f69b9
-- migration socialaccount.0001_initial 3647538d149b8190b7aad79e51adb1bebc03c40513e8c24cf462f64f407d9827
-- migration socialaccount.0002_token_max_lengths 1f6fc8859622f5959daecc0963be2ca1b366c778dcd32270a857f2073b79bc83
-- migration socialaccount.0003_extra_data_default_dict e8b6fe9e20bed06125dd4502c85ff006d8d161d94ff5102af8c82aa11c55edf5
-- migration socialaccount.0004_app_provider_id_settings 82163ba3cc18a1ead53ec62775f6e4e796483c07d409d14246772898b1fcaa0c
-- migration socialaccount.0005_socialtoken_nullable_app f023fe1a501c3e63c259aa4a5c0a1a6936044d0b1228f3ca03f684a2dcd52a12
-- migration socialaccount.0006_alter_socialaccount_extra_data d1de2c79db317f6f8f0d64875cc181e80e12c8e97376e6623abfe7dbce873642
-- migration spirits.0109_tools_of_events c04a55e4060c786aa4dce8fbd46bbfcfdf556a210706f27420665c4fe5cd8910
-- migration spirits.0110_balances_have_entries 8215c5e8a60299c26492972b411c57d378c8ec9ea9a1cea894518c5c07b87dd9
-- migration spirits.0201_tool_calls ef2964bf06ca6e0e3eb5bca17081a21eb76251deda5db2b7717ac4371e229691

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';
CREATE FUNCTION public.chat_keep_memory_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.erased_at IS NOT NULL AND NEW.text = ''
       AND (NEW.memory_id, NEW.number, NEW.change, NEW.cause, NEW.text_hash, NEW.state, NEW.importance, NEW.is_pinned,
            NEW.valid_from, NEW.recorded_at)
         = (OLD.memory_id, OLD.number, OLD.change, OLD.cause, OLD.text_hash, OLD.state, OLD.importance, OLD.is_pinned,
            OLD.valid_from, OLD.recorded_at)
       AND NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to AND NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN
        RETURN NEW;
    END IF;
    IF NEW.actor_id IS NULL AND (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a memory is never changed, only its text erased' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION public.ops_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('daimon.housekeeping', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION public.queue_refuse_transition() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a job may not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'job_transition_is_allowed';
END $$;
CREATE FUNCTION public.spirits_access(person uuid, moment timestamp with time zone) RETURNS TABLE(spirit_id uuid, reason text, source_id uuid, starts_at timestamp with time zone, ends_at timestamp with time zone)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT s.id, 'free_tier', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_spirit s
    WHERE s.tier = 'free' AND s.state <> 'draft'
        AND spirits_unlock_xp(s.unlock_rank, s.unlock_level) <= spirits_xp_at(person, moment)
    UNION ALL
    SELECT g.spirit_id, g.source, g.id, g.starts_at, g.ends_at FROM spirits_grant g
    WHERE g.owner_id = person AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
        AND (g.revoked_at IS NULL OR g.revoked_at > moment) AND (g.calls_limit IS NULL OR g.calls_used < g.calls_limit)
    UNION ALL
    SELECT v.spirit_id, 'plan', u.id, p.starts_at, e.ends_at FROM spirits_subscription u
    JOIN spirits_subscriptionperiod p ON p.subscription_id = u.id
    CROSS JOIN LATERAL (SELECT least(
        coalesce(p.cut_at, CASE WHEN u.renews THEN p.ends_at + u.grace_days * interval '1 day' ELSE p.ends_at END),
        u.ended_at, CASE WHEN u.paused_at IS NOT NULL THEN greatest(u.paused_at, p.ends_at) END
    ) AS ends_at) e
    JOIN spirits_planversion_spirits v ON v.planversion_id = p.version_id
    WHERE u.owner_id = person AND p.starts_at <= moment AND e.ends_at > moment
        AND NOT EXISTS (SELECT 1 FROM spirits_subscriptionperiod later
            WHERE later.subscription_id = u.id AND later.starts_at > p.starts_at AND later.starts_at <= moment)
    UNION ALL
    SELECT i.spirit_id, 'plan', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_plan p
    JOIN spirits_planspirit i ON i.plan_id = p.id JOIN spirits_spirit s ON s.id = i.spirit_id
    WHERE p.slug = 'free' AND s.state = 'live'
    UNION ALL
    SELECT s.id, 'staff', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM accounts_user u, spirits_spirit s
    WHERE u.id = person AND u.is_staff AND u.is_active
$$;
CREATE FUNCTION public.spirits_check_account_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    present spirits_account;
BEGIN
    SELECT * INTO present FROM spirits_account WHERE id = NEW.id;
    IF present.balance IS NULL OR (present.balance = 0 AND present.entry_count = 0) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM spirits_ledger_entry
        WHERE account_id = present.id AND number = present.entry_count AND balance_after = present.balance;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the balance of account % does not follow from its entries', present.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_balance_follows_from_its_entries';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_check_entry_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.transaction_id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_check_transaction(checked uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    wrong text;
    undone uuid;
BEGIN
    SELECT 'sums to ' || sum(amount) || ' ' || unit INTO wrong FROM spirits_ledger_entry
        WHERE transaction_id = checked GROUP BY unit HAVING sum(amount) <> 0 LIMIT 1;
    IF wrong IS NULL AND (SELECT count(*) FROM spirits_ledger_entry WHERE transaction_id = checked) < 2 THEN
        wrong := 'has fewer than two entries';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the ledger transaction % %', checked, wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_ledger_transaction_sums_to_zero';
    END IF;
    SELECT reverses_id INTO undone FROM spirits_ledger_transaction WHERE id = checked;
    IF undone IS NOT NULL AND (
        EXISTS (SELECT 1 FROM spirits_ledger_transaction WHERE id = undone AND reverses_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM spirits_ledger_entry WHERE transaction_id IN (checked, undone)
                   GROUP BY account_id HAVING sum(amount) <> 0)
    ) THEN
        RAISE EXCEPTION 'the ledger transaction % does not mirror %', checked, undone
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_reversal_mirrors_its_original';
    END IF;
END $$;
CREATE FUNCTION public.spirits_check_transaction_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_follow_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
    priced bigint;
    changed jsonb := to_jsonb(NEW);
BEGIN
    EXECUTE format('SELECT id FROM spirits_priceditem WHERE %I = $1', TG_ARGV[0]) INTO priced USING NEW.id;
    IF priced IS NULL THEN
        EXECUTE format('INSERT INTO spirits_priceditem (%I) VALUES ($1) RETURNING id', TG_ARGV[0]) INTO priced USING NEW.id;
    END IF;
    PERFORM spirits_set_price(
        priced, (changed ->> 'price_cents')::bigint, (changed ->> 'price_points')::bigint, transaction_timestamp(),
        NULL, 'Catalogue'
    );
    RETURN NULL;
END $_$;
CREATE FUNCTION public.spirits_gain_xp() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    reached bigint;
BEGIN
    INSERT INTO spirits_progress (owner_id, xp) VALUES (NEW.owner_id, 0) ON CONFLICT DO NOTHING;
    UPDATE spirits_progress SET xp = xp + NEW.amount WHERE owner_id = NEW.owner_id RETURNING xp INTO reached;
    UPDATE spirits_xpevent SET total_after = reached WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_guard_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.balance, 0) <> 0 OR NEW.entry_count <> 0 THEN
            RAISE EXCEPTION 'an account starts empty'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_starts_empty';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.kind, NEW.unit, NEW.holder) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.unit, OLD.holder) THEN
        RAISE EXCEPTION 'an account never changes its purpose'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_never_changes_its_purpose';
    END IF;
    IF (NEW.balance, NEW.entry_count) IS DISTINCT FROM (OLD.balance, OLD.entry_count) AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is moved by posting entries only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_balance_is_moved_by_posting_only';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_grant() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.spirit_id, NEW.source, NEW.source_id, NEW.starts_at, NEW.calls_limit)
        IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.spirit_id, OLD.source, OLD.source_id, OLD.starts_at, OLD.calls_limit)
        OR NEW.calls_used < OLD.calls_used
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    THEN
        RAISE EXCEPTION 'a grant can only be used, extended or revoked'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_grant_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    present bigint := spirits_ms(transaction_timestamp());
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.recorded_at := transaction_timestamp();
        IF spirits_ms(NEW.valid_from) < present THEN
            RAISE EXCEPTION 'a price cannot start in the past'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_price_never_starts_in_the_past';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.item_id, NEW.cents, NEW.points, NEW.valid_from, NEW.reason, NEW.actor, NEW.recorded_at)
        IS DISTINCT FROM (OLD.id, OLD.item_id, OLD.cents, OLD.points, OLD.valid_from, OLD.reason, OLD.actor, OLD.recorded_at)
        OR NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until OR spirits_ms(NEW.valid_until) < present
    THEN
        RAISE EXCEPTION 'a price can only be ended, now or later'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'price_history_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_progress() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'experience is moved by events only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_moved_by_events_only';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_xp() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.kind, NEW.source, NEW.amount, NEW.spirit_amount, NEW.total_after, NEW.happened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.owner_id, OLD.kind, OLD.source, OLD.amount, OLD.spirit_amount,
            CASE WHEN OLD.total_after IS NULL AND pg_trigger_depth() > 1 THEN NEW.total_after ELSE OLD.total_after END,
            OLD.happened_at)
    THEN
        RAISE EXCEPTION 'experience is never rewritten'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_ms(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC') * 1000)::bigint
$$;
CREATE FUNCTION public.spirits_post_entry() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    opened bigint;
BEGIN
    SELECT written_in INTO opened FROM spirits_ledger_transaction WHERE id = NEW.transaction_id;
    IF opened IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'the ledger transaction % is closed', NEW.transaction_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_committed_transaction_is_closed';
    END IF;
    NEW.number := NULL;
    NEW.balance_after := NULL;
    UPDATE spirits_account SET balance = balance + NEW.amount, entry_count = entry_count + 1
        WHERE id = NEW.account_id AND balance IS NOT NULL
        RETURNING entry_count, balance INTO NEW.number, NEW.balance_after;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'the_ledger_is_append_only';
END $$;
CREATE FUNCTION public.spirits_seconds(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC'))::bigint
$$;
CREATE FUNCTION public.spirits_set_price(priced bigint, new_cents bigint, new_points bigint, starts timestamp with time zone, by_actor uuid, why text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    covering spirits_price;
    follower timestamptz;
    made uuid;
BEGIN
    PERFORM 1 FROM spirits_priceditem WHERE id = priced FOR UPDATE;
    starts := date_trunc('milliseconds', greatest(starts, transaction_timestamp()));
    SELECT * INTO covering FROM spirits_price WHERE item_id = priced AND valid_from <= starts
        AND (valid_until IS NULL OR valid_until > starts) LIMIT 1;
    IF covering.id IS NOT NULL AND (covering.cents, covering.points) IS NOT DISTINCT FROM (new_cents, new_points) THEN
        RETURN covering.id;
    END IF;
    follower := covering.valid_until;
    IF covering.id IS NULL THEN
        SELECT min(valid_from) INTO follower FROM spirits_price
            WHERE item_id = priced AND valid_from > starts AND valid_until IS DISTINCT FROM valid_from;
    END IF;
    UPDATE spirits_price SET valid_until = starts WHERE id = covering.id;
    INSERT INTO spirits_price (id, item_id, cents, points, valid_from, valid_until, reason, actor)
        VALUES (uuidv7(), priced, new_cents, new_points, starts, follower, coalesce(why, ''), by_actor)
        RETURNING id INTO made;
    RETURN made;
END $$;
CREATE FUNCTION public.spirits_stamp_period() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    SELECT serial INTO NEW.serial FROM spirits_subscription WHERE id = NEW.subscription_id;
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.subscription_id, NEW.number, NEW.version_id, NEW.starts_at, NEW.ends_at, NEW.price_points,
            NEW.charged_points, NEW.transaction_id)
        IS DISTINCT FROM (OLD.id, OLD.subscription_id, OLD.number, OLD.version_id, OLD.starts_at, OLD.ends_at,
            OLD.price_points, OLD.charged_points, OLD.transaction_id)
        OR (OLD.cut_at IS NOT NULL AND NEW.cut_at IS DISTINCT FROM OLD.cut_at))
    THEN
        RAISE EXCEPTION 'a period can only be cut, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_period_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_stamp_transaction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.sequence := nextval('spirits_ledger_sequence');
    NEW.posted_at := transaction_timestamp();
    NEW.written_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_unlock_xp(unlock_rank text, unlock_level integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT 50 * level * (level + 1) FROM (SELECT 5 * (array_position(
        ARRAY['novice', 'skilled', 'specialist', 'expert', 'master', 'grandmaster', 'legend'], unlock_rank) - 1)
        + unlock_level - 1 AS level) asked
$$;
CREATE FUNCTION public.spirits_xp_at(person uuid, moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT coalesce((
        SELECT total_after FROM spirits_xpevent WHERE owner_id = person AND happened_at <= moment
        ORDER BY happened_at DESC, id DESC LIMIT 1
    ), 0)
$$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_apikey (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    prefix character varying(16) NOT NULL,
    key_hash character varying(64) NOT NULL,
    scopes character varying(40)[] NOT NULL,
    requests_per_minute integer,
    requests_per_day integer,
    origins character varying(200)[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    user_id uuid NOT NULL,
    CONSTRAINT accounts_apikey_requests_per_day_check CHECK ((requests_per_day >= 0)),
    CONSTRAINT accounts_apikey_requests_per_minute_check CHECK ((requests_per_minute >= 0)),
    CONSTRAINT an_api_key_has_a_scope CHECK ((
CASE
    WHEN (scopes IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(scopes, 1), 0)
END > 0))
);
CREATE TABLE public.accounts_devicesession (
    id uuid NOT NULL,
    key_hash character varying(64) NOT NULL,
    data text NOT NULL,
    address inet,
    agent character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id uuid,
    CONSTRAINT a_session_expires_before_its_end CHECK ((expires_at <= ends_at))
);
CREATE TABLE public.accounts_invitation (
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    invited_by_id uuid,
    used_by_id uuid,
    CONSTRAINT an_invitation_expires_after_it_was_made CHECK ((expires_at > created_at)),
    CONSTRAINT an_invitation_with_a_guest_is_used CHECK (((used_by_id IS NULL) OR (used_at IS NOT NULL)))
);
CREATE TABLE public.accounts_user (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(80) NOT NULL,
    time_zone character varying(64) NOT NULL,
    theme character varying(8) NOT NULL,
    is_founding_owner boolean NOT NULL
);
CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.api_idempotent_request (
    id uuid NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint,
    answer text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id uuid NOT NULL,
    CONSTRAINT api_idempotent_request_status_check CHECK ((status >= 0))
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.chat_contextsnapshot (
    id uuid NOT NULL,
    number integer NOT NULL,
    content text NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    mac character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    conversation_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_contextsnapshot_number_check CHECK ((number >= 0)),
    CONSTRAINT only_the_first_link_follows_nothing CHECK ((((number = 1) AND ((previous_hash)::text = ''::text)) OR ((number > 1) AND (NOT ((previous_hash)::text = ''::text)))))
);
CREATE TABLE public.chat_conversation (
    id uuid NOT NULL,
    title character varying(200) NOT NULL,
    pinned_at timestamp with time zone,
    archived_at timestamp with time zone,
    active_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    leaf_id uuid
);
CREATE TABLE public.chat_memory (
    id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    scope character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    slot character varying(200) NOT NULL,
    text text NOT NULL,
    text_hash character varying(64) NOT NULL,
    tags character varying(40)[] NOT NULL,
    importance double precision NOT NULL,
    is_pinned boolean NOT NULL,
    state character varying(12) NOT NULL,
    source character varying(12) NOT NULL,
    source_detail character varying(200) NOT NULL,
    session character varying(80) NOT NULL,
    "position" integer NOT NULL,
    speaker character varying(120) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    expires_at timestamp with time zone,
    version integer NOT NULL,
    used_count integer NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    conversation_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    source_message_id uuid,
    superseded_by_id uuid,
    verbatim_of_id uuid,
    CONSTRAINT a_memory_ends_after_it_begins CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT a_memory_has_no_text_exactly_when_forgotten CHECK (((((state)::text = 'forgotten'::text) AND (text = ''::text)) OR ((NOT ((state)::text = 'forgotten'::text)) AND (NOT (text = ''::text))))),
    CONSTRAINT a_pinned_memory_never_expires CHECK (((NOT is_pinned) OR (expires_at IS NULL))),
    CONSTRAINT chat_memory_position_check CHECK (("position" >= 0)),
    CONSTRAINT chat_memory_used_count_check CHECK ((used_count >= 0)),
    CONSTRAINT chat_memory_version_check CHECK ((version >= 0)),
    CONSTRAINT importance_is_from_zero_to_one CHECK (((importance >= (0.0)::double precision) AND (importance <= (1.0)::double precision))),
    CONSTRAINT memory_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['semantic'::character varying, 'episodic'::character varying, 'procedural'::character varying, 'working'::character varying])::text[]))),
    CONSTRAINT memory_scope_is_known CHECK (((scope)::text = ANY ((ARRAY['user'::character varying, 'minion'::character varying, 'conversation'::character varying])::text[]))),
    CONSTRAINT memory_state_is_known CHECK (((state)::text = ANY ((ARRAY['current'::character varying, 'superseded'::character varying, 'withdrawn'::character varying, 'forgotten'::character varying])::text[])))
);
CREATE TABLE public.chat_memoryentry (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    scope character varying(12) NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] NOT NULL,
    session character varying(80) NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    speaker text[] NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision NOT NULL,
    terms text[] NOT NULL COLLATE pg_catalog."C",
    times smallint[] NOT NULL,
    length integer NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
)
PARTITION BY HASH (owner_id);
CREATE TABLE public.chat_memoryentry_00 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_01 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_02 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_03 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_04 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_05 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_06 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_07 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_08 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_09 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_10 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_11 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_12 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_13 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_14 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_15 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryswitch (
    id uuid NOT NULL,
    is_on boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    conversation_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    CONSTRAINT a_memory_switch_is_for_one_place CHECK (((minion_id IS NULL) OR (conversation_id IS NULL)))
);
CREATE TABLE public.chat_memoryuse (
    rank integer NOT NULL,
    at timestamp with time zone NOT NULL,
    memory_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_memoryuse_rank_check CHECK ((rank >= 0))
);
CREATE TABLE public.chat_memoryvector (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    embedder character varying(120) NOT NULL,
    own public.vector NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
)
PARTITION BY HASH (owner_id);
CREATE TABLE public.chat_memoryvector_00 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_01 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_02 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_03 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_04 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_05 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_06 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_07 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_08 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_09 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_10 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_11 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_12 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_13 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_14 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryvector_15 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
CREATE TABLE public.chat_memoryversion (
    number integer NOT NULL,
    change uuid NOT NULL,
    cause character varying(12) NOT NULL,
    text text NOT NULL,
    text_hash character varying(64) NOT NULL,
    state character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    tags character varying(40)[] NOT NULL,
    importance double precision NOT NULL,
    is_pinned boolean NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    expires_at timestamp with time zone,
    superseded_by uuid,
    recorded_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    actor_id uuid,
    memory_id uuid NOT NULL,
    CONSTRAINT chat_memoryversion_number_check CHECK ((number >= 0))
);
CREATE TABLE public.chat_message (
    id uuid NOT NULL,
    depth integer NOT NULL,
    role character varying(10) NOT NULL,
    content text NOT NULL,
    reasoning text NOT NULL,
    citations jsonb NOT NULL,
    author character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    conversation_id uuid NOT NULL,
    parent_id uuid,
    CONSTRAINT chat_message_depth_check CHECK ((depth >= 0)),
    CONSTRAINT only_the_first_message_has_no_parent CHECK ((((depth = 0) AND (parent_id IS NULL)) OR ((depth > 0) AND (parent_id IS NOT NULL))))
);
CREATE TABLE public.chat_minionfallback (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    language_model_id uuid NOT NULL,
    minion_id uuid NOT NULL,
    CONSTRAINT a_fallback_chain_has_8_places CHECK ((("position" >= 1) AND ("position" <= 8))),
    CONSTRAINT chat_minionfallback_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.chat_run (
    id uuid NOT NULL,
    minion_version integer,
    state character varying(12) NOT NULL,
    finish_reason character varying(20) NOT NULL,
    error_code character varying(40) NOT NULL,
    error_message character varying(500) NOT NULL,
    last_sequence integer NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    snapshot jsonb,
    fence integer NOT NULL,
    held_by character varying(80) NOT NULL,
    held_until timestamp with time zone,
    stop_requested_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    first_token_at timestamp with time zone,
    finished_at timestamp with time zone,
    answer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    question_id uuid NOT NULL,
    CONSTRAINT a_run_is_finished_exactly_when_its_state_says_so CHECK ((((finished_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['completed'::character varying, 'stopped'::character varying, 'failed'::character varying, 'incomplete'::character varying])::text[]))) OR ((finished_at IS NULL) AND ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]))))),
    CONSTRAINT a_running_run_is_held CHECK (((NOT ((state)::text = 'running'::text)) OR (held_until IS NOT NULL))),
    CONSTRAINT chat_run_fence_check CHECK ((fence >= 0)),
    CONSTRAINT chat_run_input_tokens_check CHECK ((input_tokens >= 0)),
    CONSTRAINT chat_run_last_sequence_check CHECK ((last_sequence >= 0)),
    CONSTRAINT chat_run_minion_version_check CHECK ((minion_version >= 0)),
    CONSTRAINT chat_run_output_tokens_check CHECK ((output_tokens >= 0)),
    CONSTRAINT run_state_is_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'completed'::character varying, 'stopped'::character varying, 'failed'::character varying, 'incomplete'::character varying])::text[])))
);
CREATE TABLE public.chat_runevent (
    sequence integer NOT NULL,
    kind character varying(24) NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_runevent_sequence_check CHECK ((sequence >= 0))
);
CREATE TABLE public.chat_usagerecord (
    id uuid NOT NULL,
    model_name character varying(200) NOT NULL,
    provider_name character varying(80) NOT NULL,
    door character varying(12) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    error_code character varying(60) NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    is_estimated boolean NOT NULL,
    points bigint NOT NULL,
    first_token_ms integer,
    total_ms integer NOT NULL,
    at timestamp with time zone NOT NULL,
    api_key_id uuid,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    run_id uuid,
    CONSTRAINT chat_usagerecord_first_token_ms_check CHECK ((first_token_ms >= 0)),
    CONSTRAINT chat_usagerecord_input_tokens_check CHECK ((input_tokens >= 0)),
    CONSTRAINT chat_usagerecord_output_tokens_check CHECK ((output_tokens >= 0)),
    CONSTRAINT chat_usagerecord_points_check CHECK ((points >= 0)),
    CONSTRAINT chat_usagerecord_total_ms_check CHECK ((total_ms >= 0)),
    CONSTRAINT usage_door_is_known CHECK (((door)::text = ANY ((ARRAY['chat'::character varying, 'openai'::character varying, 'anthropic'::character varying, 'ollama'::character varying])::text[]))),
    CONSTRAINT usage_state_is_known CHECK (((state)::text = ANY ((ARRAY['completed'::character varying, 'stopped'::character varying, 'incomplete'::character varying, 'failed'::character varying])::text[])))
);
CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id uuid NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ops_apilog (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id character varying(128) NOT NULL,
    method character varying(10) NOT NULL,
    route character varying(200) NOT NULL,
    path character varying(300) NOT NULL,
    status smallint NOT NULL,
    milliseconds integer NOT NULL,
    queries smallint NOT NULL,
    user_id uuid,
    api_key_id uuid,
    address inet,
    CONSTRAINT ops_apilog_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT ops_apilog_queries_check CHECK ((queries >= 0)),
    CONSTRAINT ops_apilog_status_check CHECK ((status >= 0))
)
PARTITION BY RANGE (at);
CREATE TABLE public.ops_apilog_default (
    id uuid CONSTRAINT ops_apilog_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT ops_apilog_at_not_null NOT NULL,
    request_id character varying(128) CONSTRAINT ops_apilog_request_id_not_null NOT NULL,
    method character varying(10) CONSTRAINT ops_apilog_method_not_null NOT NULL,
    route character varying(200) CONSTRAINT ops_apilog_route_not_null NOT NULL,
    path character varying(300) CONSTRAINT ops_apilog_path_not_null NOT NULL,
    status smallint CONSTRAINT ops_apilog_status_not_null NOT NULL,
    milliseconds integer CONSTRAINT ops_apilog_milliseconds_not_null NOT NULL,
    queries smallint CONSTRAINT ops_apilog_queries_not_null NOT NULL,
    user_id uuid,
    api_key_id uuid,
    address inet,
    CONSTRAINT ops_apilog_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT ops_apilog_queries_check CHECK ((queries >= 0)),
    CONSTRAINT ops_apilog_status_check CHECK ((status >= 0))
);
CREATE TABLE public.ops_auditentry (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid NOT NULL,
    actor character varying(254) NOT NULL,
    action character varying(8) NOT NULL,
    model character varying(100) NOT NULL,
    object_id character varying(100) NOT NULL,
    object_name character varying(200) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    why character varying(300) NOT NULL,
    request_id character varying(128) NOT NULL,
    address inet
);
CREATE TABLE public.ops_limitrule (
    id bigint NOT NULL,
    "group" character varying(12) NOT NULL,
    subject character varying(8) NOT NULL,
    requests integer NOT NULL,
    seconds integer NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT a_limit_allows_something CHECK ((requests > 0)),
    CONSTRAINT a_limit_lasts_at_most_a_day CHECK (((seconds > 0) AND (seconds <= 86400))),
    CONSTRAINT ops_limitrule_requests_check CHECK ((requests >= 0)),
    CONSTRAINT ops_limitrule_seconds_check CHECK ((seconds >= 0))
);
ALTER TABLE public.ops_limitrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ops_limitrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ops_runtimesetting (
    name character varying(60) NOT NULL,
    value jsonb,
    changed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ops_runtimesettingchange (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    before jsonb,
    after jsonb,
    why character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    changed_by_id uuid
);
CREATE TABLE public.ops_systemevent (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(60) NOT NULL,
    level character varying(8) NOT NULL,
    message character varying(500) NOT NULL,
    actor_id uuid,
    subject character varying(120) NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(128) NOT NULL,
    address inet
);
CREATE TABLE public.queue_attempt (
    id bigint NOT NULL,
    number integer NOT NULL,
    outcome character varying(10) NOT NULL,
    worker character varying(100) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    error_code character varying(60) NOT NULL,
    error character varying(500) NOT NULL,
    trace text NOT NULL,
    job_id uuid NOT NULL,
    CONSTRAINT attempt_outcome_is_known CHECK (((outcome)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'crashed'::character varying, 'timed_out'::character varying])::text[]))),
    CONSTRAINT queue_attempt_number_check CHECK ((number >= 0))
);
ALTER TABLE public.queue_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.queue_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.queue_batch (
    id uuid NOT NULL,
    title character varying(160) NOT NULL,
    expected integer NOT NULL,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT queue_batch_expected_check CHECK ((expected >= 0))
);
CREATE TABLE public.queue_job (
    id uuid NOT NULL,
    kind character varying(100) NOT NULL,
    title character varying(160) NOT NULL,
    payload jsonb NOT NULL,
    state character varying(10) NOT NULL,
    lane character varying(12) NOT NULL,
    priority smallint NOT NULL,
    turn bigint NOT NULL,
    run_at timestamp with time zone NOT NULL,
    idempotency_key character varying(200),
    max_failures smallint NOT NULL,
    failures smallint NOT NULL,
    crashes smallint NOT NULL,
    fence integer NOT NULL,
    held_by character varying(100) NOT NULL,
    held_until timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    progress smallint NOT NULL,
    progress_message character varying(200) NOT NULL,
    result jsonb,
    error_code character varying(60) NOT NULL,
    error character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    after_id uuid,
    batch_id uuid,
    owner_id uuid,
    parent_id uuid,
    CONSTRAINT a_job_does_not_follow_itself CHECK ((NOT ((after_id = id) AND (after_id IS NOT NULL)))),
    CONSTRAINT a_job_is_finished_exactly_when_its_state_says_so CHECK ((((finished_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))) AND (finished_at IS NULL)))),
    CONSTRAINT a_job_is_held_exactly_while_it_runs CHECK ((((held_until IS NOT NULL) AND ((state)::text = 'running'::text)) OR ((NOT ((state)::text = 'running'::text)) AND (held_until IS NULL)))),
    CONSTRAINT job_lane_is_known CHECK (((lane)::text = ANY ((ARRAY['interactive'::character varying, 'default'::character varying, 'bulk'::character varying, 'gpu'::character varying])::text[]))),
    CONSTRAINT job_priority_is_0_to_9 CHECK ((priority <= 9)),
    CONSTRAINT job_progress_is_0_to_100 CHECK ((progress <= 100)),
    CONSTRAINT job_state_is_known CHECK (((state)::text = ANY ((ARRAY['scheduled'::character varying, 'queued'::character varying, 'running'::character varying, 'retrying'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))),
    CONSTRAINT queue_job_crashes_check CHECK ((crashes >= 0)),
    CONSTRAINT queue_job_failures_check CHECK ((failures >= 0)),
    CONSTRAINT queue_job_fence_check CHECK ((fence >= 0)),
    CONSTRAINT queue_job_max_failures_check CHECK ((max_failures >= 0)),
    CONSTRAINT queue_job_priority_check CHECK ((priority >= 0)),
    CONSTRAINT queue_job_progress_check CHECK ((progress >= 0))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='500', autovacuum_analyze_scale_factor='0.05');
CREATE TABLE public.queue_jobevent (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    job_id uuid NOT NULL
);
ALTER TABLE public.queue_jobevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.queue_jobevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.queue_kindmeasure (
    kind character varying(100) NOT NULL,
    finished integer NOT NULL,
    failed integer NOT NULL,
    run_p50 double precision NOT NULL,
    run_p95 double precision NOT NULL,
    wait_p50 double precision NOT NULL,
    wait_p95 double precision NOT NULL,
    measured_at timestamp with time zone NOT NULL,
    CONSTRAINT queue_kindmeasure_failed_check CHECK ((failed >= 0)),
    CONSTRAINT queue_kindmeasure_finished_check CHECK ((finished >= 0))
);
CREATE TABLE public.queue_kindpause (
    kind character varying(100) NOT NULL,
    reason character varying(200) NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    paused_by_id uuid
);
CREATE TABLE public.queue_lanelevel (
    lane character varying(12) NOT NULL,
    priority smallint NOT NULL,
    turn bigint NOT NULL,
    CONSTRAINT queue_lanelevel_priority_check CHECK ((priority >= 0))
);
CREATE TABLE public.queue_schedule (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    priority smallint NOT NULL,
    cron character varying(100) NOT NULL,
    interval_seconds integer,
    time_zone character varying(64) NOT NULL,
    catch_up character varying(4) NOT NULL,
    is_active boolean NOT NULL,
    next_at timestamp with time zone NOT NULL,
    last_slot_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT a_schedule_has_a_cron_line_or_an_interval CHECK (((((cron)::text = ''::text) AND (interval_seconds > 0)) OR ((NOT ((cron)::text = ''::text)) AND (interval_seconds IS NULL)))),
    CONSTRAINT catch_up_rule_is_known CHECK (((catch_up)::text = ANY ((ARRAY['skip'::character varying, 'once'::character varying, 'all'::character varying])::text[]))),
    CONSTRAINT queue_schedule_interval_seconds_check CHECK ((interval_seconds >= 0)),
    CONSTRAINT queue_schedule_priority_check CHECK ((priority >= 0))
);
CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);
ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);
ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_account (
    id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    unit character varying(3) NOT NULL,
    holder uuid,
    balance bigint,
    entry_count bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT account_balance_is_never_negative CHECK ((balance >= 0)),
    CONSTRAINT account_unit_has_three_letters CHECK (((unit)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT an_account_belongs_to_its_holder CHECK (((owner_id IS NULL) OR (owner_id = holder))),
    CONSTRAINT only_personal_accounts_have_a_holder CHECK ((((holder IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['wallet'::character varying, 'held'::character varying])::text[]))) OR ((holder IS NULL) AND ((kind)::text = ANY ((ARRAY['issued'::character varying, 'spent'::character varying, 'expired'::character varying, 'cash'::character varying, 'sales'::character varying, 'tax'::character varying])::text[]))))),
    CONSTRAINT only_personal_accounts_keep_a_balance CHECK ((((balance IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['wallet'::character varying, 'held'::character varying])::text[]))) OR ((balance IS NULL) AND ((kind)::text = ANY ((ARRAY['issued'::character varying, 'spent'::character varying, 'expired'::character varying, 'cash'::character varying, 'sales'::character varying, 'tax'::character varying])::text[])))))
);
CREATE TABLE public.spirits_approval (
    id uuid NOT NULL,
    tool character varying(120) NOT NULL,
    conversation_id uuid,
    scope character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    owner_id uuid NOT NULL,
    call_id uuid,
    CONSTRAINT an_approval_for_a_conversation_names_it CHECK (((NOT ((scope)::text = 'conversation'::text)) OR (conversation_id IS NOT NULL))),
    CONSTRAINT an_approval_is_decided_at_some_moment CHECK ((((decided_at IS NULL) AND ((state)::text = 'pending'::text)) OR ((NOT ((state)::text = 'pending'::text)) AND (decided_at IS NOT NULL)))),
    CONSTRAINT an_approval_of_a_call_names_the_call CHECK (((call_id IS NOT NULL) OR ((scope)::text = ANY ((ARRAY['conversation'::character varying, 'tool'::character varying])::text[]))))
);
CREATE TABLE public.spirits_artifact (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    mime character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    call_id uuid,
    CONSTRAINT an_artifact_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT spirits_artifact_size_check CHECK ((size >= 0))
);
CREATE TABLE public.spirits_budget (
    id uuid NOT NULL,
    api_key uuid,
    period character varying(5) NOT NULL,
    points_limit bigint,
    tokens_limit bigint,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    group_id integer,
    minion_id uuid,
    user_id uuid,
    CONSTRAINT a_budget_has_a_known_period CHECK (((period)::text = ANY ((ARRAY['day'::character varying, 'week'::character varying, 'month'::character varying, 'total'::character varying])::text[]))),
    CONSTRAINT a_budget_is_for_one_person_group_minion_or_key CHECK ((((api_key IS NULL) AND (group_id IS NULL) AND (minion_id IS NULL) AND (user_id IS NOT NULL)) OR ((api_key IS NULL) AND (group_id IS NOT NULL) AND (minion_id IS NULL) AND (user_id IS NULL)) OR ((api_key IS NULL) AND (group_id IS NULL) AND (minion_id IS NOT NULL) AND (user_id IS NULL)) OR ((api_key IS NOT NULL) AND (group_id IS NULL) AND (minion_id IS NULL) AND (user_id IS NULL)))),
    CONSTRAINT spirits_budget_points_limit_check CHECK ((points_limit >= 0)),
    CONSTRAINT spirits_budget_tokens_limit_check CHECK ((tokens_limit >= 0))
);
CREATE TABLE public.spirits_budgetuse (
    id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    points bigint NOT NULL,
    tokens bigint NOT NULL,
    noticed_percent smallint NOT NULL,
    budget_id uuid NOT NULL,
    CONSTRAINT a_budget_use_is_never_negative CHECK (((points >= 0) AND (tokens >= 0))),
    CONSTRAINT spirits_budgetuse_noticed_percent_check CHECK ((noticed_percent >= 0))
);
CREATE TABLE public.spirits_bundle (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(80) NOT NULL,
    icon character varying(16) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    is_popular boolean NOT NULL,
    description text NOT NULL,
    CONSTRAINT spirits_bundle_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_bundle_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_bundle_price_points_check CHECK ((price_points >= 0))
);
CREATE TABLE public.spirits_bundlespirit (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    bundle_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT spirits_bundlespirit_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_category (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    description character varying(300) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT spirits_category_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_coupon (
    id uuid NOT NULL,
    code character varying(40) NOT NULL,
    percent_off smallint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    uses_limit integer,
    uses integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT a_coupon_code_is_readable CHECK (((code)::text ~ '^[A-Z0-9-]+$'::text)),
    CONSTRAINT a_coupon_is_not_used_too_often CHECK (((uses_limit IS NULL) OR (uses <= uses_limit))),
    CONSTRAINT a_coupon_takes_1_to_100_percent CHECK (((percent_off >= 1) AND (percent_off <= 100))),
    CONSTRAINT spirits_coupon_percent_off_check CHECK ((percent_off >= 0)),
    CONSTRAINT spirits_coupon_uses_check CHECK ((uses >= 0)),
    CONSTRAINT spirits_coupon_uses_limit_check CHECK ((uses_limit >= 0))
);
CREATE TABLE public.spirits_grant (
    id uuid NOT NULL,
    source character varying(8) NOT NULL,
    source_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    revoked_at timestamp with time zone,
    calls_limit integer,
    calls_used integer NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT a_grant_ends_after_it_starts CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT a_trial_has_a_number_of_calls CHECK (((NOT ((source)::text = 'trial'::text)) OR (calls_limit IS NOT NULL))),
    CONSTRAINT no_more_trial_calls_than_granted CHECK (((calls_limit IS NULL) OR (calls_used <= calls_limit))),
    CONSTRAINT spirits_grant_calls_limit_check CHECK ((calls_limit >= 0)),
    CONSTRAINT spirits_grant_calls_used_check CHECK ((calls_used >= 0))
);
CREATE TABLE public.spirits_ledger_entry (
    id bigint NOT NULL,
    unit character varying(3) NOT NULL,
    amount bigint NOT NULL,
    number bigint,
    balance_after bigint,
    account_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    CONSTRAINT entry_amount_is_sane CHECK (((amount >= '-1000000000000'::bigint) AND (amount <= '1000000000000'::bigint) AND (NOT (amount = 0)))),
    CONSTRAINT entry_never_leaves_a_negative_balance CHECK ((balance_after >= 0))
);
ALTER TABLE public.spirits_ledger_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_ledger_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_ledger_transaction (
    id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind character varying(12) NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    happened_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    written_in bigint DEFAULT 0 NOT NULL,
    reverses_id uuid,
    CONSTRAINT a_ledger_key_is_not_empty CHECK ((NOT ((key)::text = ''::text))),
    CONSTRAINT a_reversal_names_what_it_reverses CHECK (((((kind)::text = 'reversal'::text) AND (reverses_id IS NOT NULL)) OR ((NOT ((kind)::text = 'reversal'::text)) AND (reverses_id IS NULL)))),
    CONSTRAINT a_transaction_never_reverses_itself CHECK (((reverses_id IS NULL) OR (NOT ((reverses_id = id) AND (reverses_id IS NOT NULL))))),
    CONSTRAINT ledger_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['topup'::character varying, 'grant'::character varying, 'allowance'::character varying, 'purchase'::character varying, 'subscription'::character varying, 'refund'::character varying, 'reserve'::character varying, 'settle'::character varying, 'release'::character varying, 'adjust'::character varying, 'expire'::character varying, 'reversal'::character varying])::text[])))
);
CREATE SEQUENCE public.spirits_ledger_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spirits_ledger_sequence OWNED BY public.spirits_ledger_transaction.sequence;
CREATE TABLE public.spirits_minion (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    avatar character varying(16) NOT NULL,
    purpose character varying(300) NOT NULL,
    instructions text NOT NULL,
    starter_questions character varying(200)[] NOT NULL,
    version integer NOT NULL,
    archived_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    language_model_id uuid,
    owner_id uuid NOT NULL,
    template_id uuid,
    CONSTRAINT a_minion_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT spirits_minion_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_minionspirit (
    id uuid NOT NULL,
    slot smallint,
    level smallint NOT NULL,
    xp integer NOT NULL,
    minion_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT a_minions_spirit_has_a_level_of_1_to_10 CHECK (((level >= 1) AND (level <= 10))),
    CONSTRAINT spirits_minionspirit_level_check CHECK ((level >= 0)),
    CONSTRAINT spirits_minionspirit_slot_check CHECK ((slot >= 0)),
    CONSTRAINT spirits_minionspirit_xp_check CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_miniontemplate (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(80) NOT NULL,
    icon character varying(16) NOT NULL,
    "group" character varying(60) NOT NULL,
    purpose character varying(300) NOT NULL,
    instructions text NOT NULL,
    starter_questions character varying(200)[] NOT NULL,
    CONSTRAINT spirits_miniontemplate_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_miniontemplatespirit (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    template_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT spirits_miniontemplatespirit_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_minionversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    state jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    minion_id uuid NOT NULL,
    saved_by_id uuid,
    CONSTRAINT spirits_minionversion_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_pairing (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    percent smallint NOT NULL,
    name character varying(60) NOT NULL,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    CONSTRAINT a_pairing_helps_or_hinders_by_up_to_100_percent CHECK (((percent >= '-100'::integer) AND (percent <= 100))),
    CONSTRAINT a_pairing_names_the_spirit_with_the_smaller_id_first CHECK ((first_id < second_id))
);
CREATE TABLE public.spirits_plan (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    price_cents integer NOT NULL,
    discount_percent smallint NOT NULL,
    max_minions integer,
    max_spirits_per_minion smallint,
    has_api_access boolean NOT NULL,
    support character varying(12) NOT NULL,
    description text NOT NULL,
    CONSTRAINT a_plan_discounts_by_at_most_100_percent CHECK ((discount_percent <= 100)),
    CONSTRAINT spirits_plan_discount_percent_check CHECK ((discount_percent >= 0)),
    CONSTRAINT spirits_plan_max_minions_check CHECK ((max_minions >= 0)),
    CONSTRAINT spirits_plan_max_spirits_per_minion_check CHECK ((max_spirits_per_minion >= 0)),
    CONSTRAINT spirits_plan_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_plan_price_cents_check CHECK ((price_cents >= 0))
);
CREATE TABLE public.spirits_planspirit (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    spirit_id uuid NOT NULL
);
CREATE TABLE public.spirits_planversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    fingerprint character varying(64) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    monthly_points integer NOT NULL,
    discount_percent smallint NOT NULL,
    max_minions integer,
    max_spirits_per_minion smallint,
    has_api_access boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    plan_id uuid NOT NULL,
    CONSTRAINT a_version_discounts_by_at_most_100_percent CHECK ((discount_percent <= 100)),
    CONSTRAINT spirits_planversion_discount_percent_check CHECK ((discount_percent >= 0)),
    CONSTRAINT spirits_planversion_max_minions_check CHECK ((max_minions >= 0)),
    CONSTRAINT spirits_planversion_max_spirits_per_minion_check CHECK ((max_spirits_per_minion >= 0)),
    CONSTRAINT spirits_planversion_monthly_points_check CHECK ((monthly_points >= 0)),
    CONSTRAINT spirits_planversion_number_check CHECK ((number >= 0)),
    CONSTRAINT spirits_planversion_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_planversion_price_points_check CHECK ((price_points >= 0))
);
CREATE TABLE public.spirits_planversion_spirits (
    id bigint NOT NULL,
    planversion_id uuid NOT NULL,
    spirit_id uuid NOT NULL
);
ALTER TABLE public.spirits_planversion_spirits ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_planversion_spirits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_price (
    id uuid NOT NULL,
    cents bigint,
    points bigint,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    reason character varying(300) NOT NULL,
    actor uuid,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT a_price_does_not_end_before_it_starts CHECK (((valid_until IS NULL) OR (valid_until >= valid_from))),
    CONSTRAINT a_price_is_a_sane_amount CHECK ((((cents IS NULL) OR ((cents >= 0) AND (cents <= '1000000000000'::bigint))) AND ((points IS NULL) OR ((points >= 0) AND (points <= '1000000000000'::bigint)))))
);
CREATE TABLE public.spirits_priceditem (
    id bigint NOT NULL,
    bundle_id uuid,
    plan_id uuid,
    spirit_id uuid,
    CONSTRAINT a_price_is_for_one_thing CHECK ((((bundle_id IS NULL) AND (spirit_id IS NULL)) OR ((plan_id IS NULL) AND (spirit_id IS NULL)) OR ((bundle_id IS NULL) AND (plan_id IS NULL)))),
    CONSTRAINT priced_items_fit_their_range CHECK ((id < 1048576))
);
ALTER TABLE public.spirits_priceditem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_priceditem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_progress (
    owner_id uuid NOT NULL,
    xp bigint NOT NULL,
    CONSTRAINT experience_is_never_negative CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_purchase (
    id uuid NOT NULL,
    buyer_key uuid NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    points_bought bigint,
    method character varying(8) NOT NULL,
    state character varying(9) NOT NULL,
    unit character varying(3) NOT NULL,
    list_amount bigint NOT NULL,
    discount_amount bigint NOT NULL,
    coupon_amount bigint NOT NULL,
    amount bigint NOT NULL,
    tax_amount bigint NOT NULL,
    refunded_amount bigint NOT NULL,
    payment_reference character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    bundle_id uuid,
    buyer_id uuid,
    coupon_id uuid,
    recipient_id uuid,
    spirit_id uuid,
    transaction_id uuid,
    CONSTRAINT a_paid_purchase_names_its_movement CHECK (((NOT ((state)::text = 'paid'::text)) OR ((amount = 0) AND (points_bought IS NULL)) OR (transaction_id IS NOT NULL))),
    CONSTRAINT a_purchase_adds_up CHECK (((amount = ((list_amount - discount_amount) - coupon_amount)) AND (amount >= 0) AND (coupon_amount >= 0) AND (discount_amount >= 0) AND (tax_amount >= 0) AND (tax_amount <= amount))),
    CONSTRAINT a_purchase_is_in_the_unit_of_its_method CHECK (((((method)::text = 'points'::text) AND ((unit)::text = 'PTS'::text)) OR ((NOT ((method)::text = 'points'::text)) AND (NOT ((unit)::text = 'PTS'::text))))),
    CONSTRAINT a_purchase_is_of_one_thing CHECK ((((bundle_id IS NULL) AND (points_bought IS NULL) AND (spirit_id IS NOT NULL)) OR ((bundle_id IS NOT NULL) AND (points_bought IS NULL) AND (spirit_id IS NULL)) OR ((bundle_id IS NULL) AND (points_bought IS NOT NULL) AND (spirit_id IS NULL)))),
    CONSTRAINT a_purchase_is_paid_exactly_when_its_state_says_so CHECK ((((paid_at IS NOT NULL) AND ((state)::text = 'paid'::text)) OR ((NOT ((state)::text = 'paid'::text)) AND (paid_at IS NULL)))),
    CONSTRAINT no_more_is_refunded_than_was_paid CHECK (((refunded_amount >= 0) AND (refunded_amount <= amount))),
    CONSTRAINT spirits_purchase_points_bought_check CHECK ((points_bought >= 0))
);
CREATE TABLE public.spirits_purchaseline (
    id uuid NOT NULL,
    amount bigint NOT NULL,
    purchase_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    refund_id uuid,
    CONSTRAINT a_line_is_never_negative CHECK ((amount >= 0))
);
CREATE TABLE public.spirits_refund (
    id uuid NOT NULL,
    key character varying(200) NOT NULL,
    amount bigint NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    created_at timestamp with time zone NOT NULL,
    purchase_id uuid NOT NULL,
    transaction_id uuid,
    CONSTRAINT a_refund_is_never_negative CHECK ((amount >= 0))
);
CREATE TABLE public.spirits_reservation (
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    api_key uuid,
    state character varying(8) NOT NULL,
    upper_points bigint NOT NULL,
    upper_tokens bigint NOT NULL,
    points bigint,
    tokens bigint,
    unpaid_points bigint NOT NULL,
    explanation jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_id uuid,
    held_id uuid,
    minion_id uuid,
    owner_id uuid,
    CONSTRAINT a_reservation_is_closed_exactly_when_its_state_says_so CHECK ((((closed_at IS NULL) AND (points IS NULL) AND ((state)::text = 'held'::text)) OR ((closed_at IS NOT NULL) AND (points IS NOT NULL) AND ((state)::text = ANY ((ARRAY['settled'::character varying, 'released'::character varying])::text[]))))),
    CONSTRAINT a_reservation_is_never_negative CHECK (((upper_points >= 0) AND (upper_tokens >= 0))),
    CONSTRAINT released_work_costs_nothing CHECK (((NOT ((state)::text = 'released'::text)) OR (points = 0))),
    CONSTRAINT work_never_costs_more_than_was_reserved CHECK (((points IS NULL) OR ((points >= 0) AND (points <= upper_points))))
);
CREATE TABLE public.spirits_reservation_uses (
    id bigint NOT NULL,
    reservation_id uuid NOT NULL,
    budgetuse_id uuid NOT NULL
);
ALTER TABLE public.spirits_reservation_uses ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_reservation_uses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_spirit (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    icon character varying(16) NOT NULL,
    tier character varying(12) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    unlock_rank character varying(12) NOT NULL,
    unlock_level smallint NOT NULL,
    summary character varying(160) NOT NULL,
    description text NOT NULL,
    category_id uuid NOT NULL,
    CONSTRAINT a_free_spirit_costs_nothing CHECK (((NOT ((tier)::text = 'free'::text)) OR ((price_cents = 0) AND (price_points = 0)))),
    CONSTRAINT a_spirit_unlocks_at_a_known_rank CHECK (((unlock_rank)::text = ANY ((ARRAY['novice'::character varying, 'skilled'::character varying, 'specialist'::character varying, 'expert'::character varying, 'master'::character varying, 'grandmaster'::character varying, 'legend'::character varying])::text[]))),
    CONSTRAINT a_spirit_unlocks_at_a_level_of_1_to_5 CHECK (((unlock_level >= 1) AND (unlock_level <= 5))),
    CONSTRAINT spirits_spirit_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_spirit_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_spirit_price_points_check CHECK ((price_points >= 0)),
    CONSTRAINT spirits_spirit_unlock_level_check CHECK ((unlock_level >= 0))
);
CREATE TABLE public.spirits_spirittool (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    unlock_level smallint NOT NULL,
    spirit_id uuid NOT NULL,
    tool_id uuid NOT NULL,
    CONSTRAINT a_tool_unlocks_at_a_spirit_level_of_1_to_10 CHECK (((unlock_level >= 1) AND (unlock_level <= 10))),
    CONSTRAINT spirits_spirittool_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_spirittool_unlock_level_check CHECK ((unlock_level >= 0))
);
CREATE TABLE public.spirits_subscription (
    id uuid NOT NULL,
    serial bigint NOT NULL,
    anchor timestamp with time zone NOT NULL,
    renews boolean NOT NULL,
    grace_days smallint NOT NULL,
    paused_at timestamp with time zone,
    ended_at timestamp with time zone,
    failed_charges smallint NOT NULL,
    next_attempt_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    next_version_id uuid,
    owner_id uuid,
    version_id uuid NOT NULL,
    CONSTRAINT spirits_subscription_failed_charges_check CHECK ((failed_charges >= 0)),
    CONSTRAINT spirits_subscription_grace_days_check CHECK ((grace_days >= 0))
);
CREATE SEQUENCE public.spirits_subscription_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spirits_subscription_serial OWNED BY public.spirits_subscription.serial;
CREATE TABLE public.spirits_subscriptionperiod (
    id uuid NOT NULL,
    serial bigint NOT NULL,
    number integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    cut_at timestamp with time zone,
    price_points bigint NOT NULL,
    charged_points bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    subscription_id uuid NOT NULL,
    transaction_id uuid,
    version_id uuid NOT NULL,
    CONSTRAINT a_period_ends_after_it_starts CHECK ((ends_at > starts_at)),
    CONSTRAINT a_period_is_cut_within_itself CHECK (((cut_at IS NULL) OR ((cut_at >= starts_at) AND (cut_at <= ends_at)))),
    CONSTRAINT a_period_is_never_charged_below_zero CHECK ((charged_points >= 0)),
    CONSTRAINT spirits_subscriptionperiod_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_tool (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    description character varying(500) NOT NULL,
    CONSTRAINT spirits_tool_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_toolcall (
    id uuid NOT NULL,
    tool character varying(120) NOT NULL,
    conversation_id uuid,
    run_id uuid,
    door character varying(8) NOT NULL,
    effect character varying(12) NOT NULL,
    key character varying(200),
    state character varying(12) NOT NULL,
    arguments jsonb NOT NULL,
    data jsonb,
    text text NOT NULL,
    error jsonb,
    effectiveness_percent smallint NOT NULL,
    synergy_percent smallint NOT NULL,
    cost_points integer NOT NULL,
    xp integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    duration_ms integer NOT NULL,
    minion_id uuid,
    owner_id uuid NOT NULL,
    spirit_id uuid,
    CONSTRAINT a_failed_tool_call_and_no_other_has_an_error CHECK ((((error IS NOT NULL) AND ((state)::text = 'failed'::text)) OR ((NOT ((state)::text = 'failed'::text)) AND (error IS NULL)))),
    CONSTRAINT a_tool_call_is_finished_when_its_state_is_final CHECK ((((finished_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) AND (finished_at IS NOT NULL)))),
    CONSTRAINT only_a_successful_tool_call_earns_xp CHECK (((xp = 0) OR ((state)::text = 'succeeded'::text))),
    CONSTRAINT spirits_toolcall_cost_points_check CHECK ((cost_points >= 0)),
    CONSTRAINT spirits_toolcall_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT spirits_toolcall_effectiveness_percent_check CHECK ((effectiveness_percent >= 0)),
    CONSTRAINT spirits_toolcall_xp_check CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_toolmastery (
    id uuid NOT NULL,
    succeeded integer NOT NULL,
    failed integer NOT NULL,
    last_used_at timestamp with time zone,
    minion_spirit_id uuid NOT NULL,
    tool_id uuid NOT NULL,
    CONSTRAINT spirits_toolmastery_failed_check CHECK ((failed >= 0)),
    CONSTRAINT spirits_toolmastery_succeeded_check CHECK ((succeeded >= 0))
);
CREATE TABLE public.spirits_workspacefile (
    id uuid NOT NULL,
    path character varying(500) NOT NULL,
    version integer NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    trashed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_workspace_path_stays_inside CHECK (((NOT ((path)::text = ''::text)) AND (NOT ((path)::text ~~ '/%'::text)) AND (NOT ((path)::text ~~ '%../%'::text)) AND (NOT ((path)::text ~~ '%..%'::text)))),
    CONSTRAINT spirits_workspacefile_size_check CHECK ((size >= 0)),
    CONSTRAINT spirits_workspacefile_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_workspaceversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    path character varying(500) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    call_id uuid,
    at timestamp with time zone NOT NULL,
    file_id uuid NOT NULL,
    CONSTRAINT spirits_workspaceversion_number_check CHECK ((number >= 0)),
    CONSTRAINT spirits_workspaceversion_size_check CHECK ((size >= 0))
);
CREATE TABLE public.spirits_xpevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    source character varying(200) NOT NULL,
    amount integer NOT NULL,
    spirit_amount integer NOT NULL,
    synergy_percent smallint NOT NULL,
    total_after bigint,
    happened_at timestamp with time zone NOT NULL,
    minion_spirit_id uuid,
    owner_id uuid NOT NULL,
    tool_id uuid,
    CONSTRAINT experience_has_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['tool_run_succeeded'::character varying, 'tool_run_failed'::character varying, 'task_completed'::character varying, 'error_resolved'::character varying, 'spirit_level_up'::character varying, 'undone'::character varying])::text[])))
);
ALTER TABLE public.spirits_xpevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_xpevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_languagemodel (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    display_name character varying(120) NOT NULL,
    context_length integer,
    can_chat boolean NOT NULL,
    can_use_tools boolean NOT NULL,
    can_see boolean NOT NULL,
    can_embed boolean NOT NULL,
    can_reason boolean NOT NULL,
    input_points_per_million integer NOT NULL,
    output_points_per_million integer NOT NULL,
    is_active boolean NOT NULL,
    is_default boolean NOT NULL,
    seen_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    provider_id uuid NOT NULL,
    family character varying(60) NOT NULL,
    is_listed boolean NOT NULL,
    max_output_tokens integer,
    parameter_size character varying(20) NOT NULL,
    visibility character varying(12) NOT NULL,
    CONSTRAINT training_languagemodel_context_length_check CHECK ((context_length >= 0)),
    CONSTRAINT training_languagemodel_input_points_per_million_check CHECK ((input_points_per_million >= 0)),
    CONSTRAINT training_languagemodel_max_output_tokens_check CHECK ((max_output_tokens >= 0)),
    CONSTRAINT training_languagemodel_output_points_per_million_check CHECK ((output_points_per_million >= 0))
);
CREATE TABLE public.training_provider (
    id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    name character varying(80) NOT NULL,
    base_url character varying(500) NOT NULL,
    encrypted_key bytea NOT NULL,
    is_active boolean NOT NULL,
    checked_at timestamp with time zone,
    problem character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid,
    is_healthy boolean,
    latency_ms integer,
    problem_code character varying(60) NOT NULL,
    CONSTRAINT training_provider_latency_ms_check CHECK ((latency_ms >= 0))
);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_00 FOR VALUES WITH (modulus 16, remainder 0);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_01 FOR VALUES WITH (modulus 16, remainder 1);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_02 FOR VALUES WITH (modulus 16, remainder 2);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_03 FOR VALUES WITH (modulus 16, remainder 3);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_04 FOR VALUES WITH (modulus 16, remainder 4);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_05 FOR VALUES WITH (modulus 16, remainder 5);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_06 FOR VALUES WITH (modulus 16, remainder 6);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_07 FOR VALUES WITH (modulus 16, remainder 7);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_08 FOR VALUES WITH (modulus 16, remainder 8);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_09 FOR VALUES WITH (modulus 16, remainder 9);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_10 FOR VALUES WITH (modulus 16, remainder 10);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_11 FOR VALUES WITH (modulus 16, remainder 11);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_12 FOR VALUES WITH (modulus 16, remainder 12);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_13 FOR VALUES WITH (modulus 16, remainder 13);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_14 FOR VALUES WITH (modulus 16, remainder 14);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_15 FOR VALUES WITH (modulus 16, remainder 15);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_00 FOR VALUES WITH (modulus 16, remainder 0);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_01 FOR VALUES WITH (modulus 16, remainder 1);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_02 FOR VALUES WITH (modulus 16, remainder 2);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_03 FOR VALUES WITH (modulus 16, remainder 3);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_04 FOR VALUES WITH (modulus 16, remainder 4);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_05 FOR VALUES WITH (modulus 16, remainder 5);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_06 FOR VALUES WITH (modulus 16, remainder 6);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_07 FOR VALUES WITH (modulus 16, remainder 7);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_08 FOR VALUES WITH (modulus 16, remainder 8);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_09 FOR VALUES WITH (modulus 16, remainder 9);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_10 FOR VALUES WITH (modulus 16, remainder 10);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_11 FOR VALUES WITH (modulus 16, remainder 11);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_12 FOR VALUES WITH (modulus 16, remainder 12);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_13 FOR VALUES WITH (modulus 16, remainder 13);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_14 FOR VALUES WITH (modulus 16, remainder 14);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_15 FOR VALUES WITH (modulus 16, remainder 15);
ALTER TABLE ONLY public.ops_apilog ATTACH PARTITION public.ops_apilog_default DEFAULT;
ALTER TABLE ONLY public.spirits_ledger_transaction ALTER COLUMN sequence SET DEFAULT nextval('public.spirits_ledger_sequence'::regclass);
ALTER TABLE ONLY public.spirits_subscription ALTER COLUMN serial SET DEFAULT nextval('public.spirits_subscription_serial'::regclass);
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT a_budget_counts_each_period_once UNIQUE (budget_id, starts_at);
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT a_bundle_has_each_spirit_once UNIQUE (bundle_id, spirit_id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT a_chain_has_each_link_once UNIQUE (conversation_id, number);
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT a_fallback_chain_names_a_model_once UNIQUE (minion_id, language_model_id);
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT a_key_of_a_person_is_one_tool_call UNIQUE (owner_id, key);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT a_ledger_key_is_used_once UNIQUE (key);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT a_memory_has_one_owner UNIQUE (owner_id, id);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT a_minion_has_each_spirit_once UNIQUE (minion_id, spirit_id);
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT a_minion_has_each_version_once UNIQUE (minion_id, number);
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT a_pair_of_spirits_is_paired_once UNIQUE (first_id, second_id);
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT a_place_in_a_fallback_chain_holds_one_model UNIQUE (minion_id, "position");
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT a_plan_has_each_version_once UNIQUE (plan_id, number);
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT a_plan_includes_each_spirit_once UNIQUE (plan_id, spirit_id);
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT a_provider_serves_a_model_once UNIQUE (provider_id, name);
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT a_purchase_has_each_spirit_once UNIQUE (purchase_id, spirit_id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT a_purchase_key_is_used_once_per_person UNIQUE (buyer_key, key);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT a_refund_key_is_used_once_per_purchase UNIQUE (purchase_id, key);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT a_slot_of_a_minion_holds_one_spirit UNIQUE (minion_id, slot) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT a_source_grants_a_spirit_once UNIQUE (owner_id, spirit_id, source, source_id);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT a_spirit_has_each_tool_once UNIQUE (spirit_id, tool_id);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT a_spirit_has_one_tool_in_each_place UNIQUE (spirit_id, "position") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT a_subscription_has_each_period_once UNIQUE (subscription_id, number);
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT a_template_has_each_spirit_once UNIQUE (template_id, spirit_id);
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT a_tool_is_mastered_once_per_spirit UNIQUE (minion_spirit_id, tool_id);
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT a_workspace_file_has_each_version_once UNIQUE (file_id, number);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT account_and_unit_are_one UNIQUE (id, unit);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_used_by_id_key UNIQUE (used_by_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT an_event_gives_experience_once UNIQUE (owner_id, source);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT api_idempotent_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_verbatim_of_id_key UNIQUE (verbatim_of_id);
ALTER TABLE ONLY public.chat_memoryentry
    ADD CONSTRAINT chat_memoryentry_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_00
    ADD CONSTRAINT chat_memoryentry_00_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_01
    ADD CONSTRAINT chat_memoryentry_01_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_02
    ADD CONSTRAINT chat_memoryentry_02_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_03
    ADD CONSTRAINT chat_memoryentry_03_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_04
    ADD CONSTRAINT chat_memoryentry_04_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_05
    ADD CONSTRAINT chat_memoryentry_05_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_06
    ADD CONSTRAINT chat_memoryentry_06_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_07
    ADD CONSTRAINT chat_memoryentry_07_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_08
    ADD CONSTRAINT chat_memoryentry_08_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_09
    ADD CONSTRAINT chat_memoryentry_09_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_10
    ADD CONSTRAINT chat_memoryentry_10_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_11
    ADD CONSTRAINT chat_memoryentry_11_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_12
    ADD CONSTRAINT chat_memoryentry_12_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_13
    ADD CONSTRAINT chat_memoryentry_13_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_14
    ADD CONSTRAINT chat_memoryentry_14_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_15
    ADD CONSTRAINT chat_memoryentry_15_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_pkey PRIMARY KEY (memory_id, run_id);
ALTER TABLE ONLY public.chat_memoryvector
    ADD CONSTRAINT chat_memoryvector_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_00
    ADD CONSTRAINT chat_memoryvector_00_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_01
    ADD CONSTRAINT chat_memoryvector_01_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_02
    ADD CONSTRAINT chat_memoryvector_02_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_03
    ADD CONSTRAINT chat_memoryvector_03_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_04
    ADD CONSTRAINT chat_memoryvector_04_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_05
    ADD CONSTRAINT chat_memoryvector_05_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_06
    ADD CONSTRAINT chat_memoryvector_06_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_07
    ADD CONSTRAINT chat_memoryvector_07_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_08
    ADD CONSTRAINT chat_memoryvector_08_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_09
    ADD CONSTRAINT chat_memoryvector_09_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_10
    ADD CONSTRAINT chat_memoryvector_10_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_11
    ADD CONSTRAINT chat_memoryvector_11_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_12
    ADD CONSTRAINT chat_memoryvector_12_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_13
    ADD CONSTRAINT chat_memoryvector_13_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_14
    ADD CONSTRAINT chat_memoryvector_14_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_15
    ADD CONSTRAINT chat_memoryvector_15_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_pkey PRIMARY KEY (memory_id, number);
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_answer_id_key UNIQUE (answer_id);
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_runevent
    ADD CONSTRAINT chat_runevent_pkey PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT entries_of_an_account_are_numbered_once UNIQUE (account_id, number);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT one_account_per_holder_kind_and_unit UNIQUE NULLS NOT DISTINCT (holder, kind, unit);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT one_answer_per_user_and_idempotency_key UNIQUE (user_id, key);
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT one_ended_attempt_per_job_and_number UNIQUE (job_id, number);
ALTER TABLE ONLY public.ops_limitrule
    ADD CONSTRAINT one_limit_rule_per_group_and_subject UNIQUE ("group", subject);
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT one_memory_switch_per_place UNIQUE NULLS NOT DISTINCT (owner_id, minion_id, conversation_id);
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT one_provider_per_owner_and_name UNIQUE NULLS NOT DISTINCT (owner_id, name);
ALTER TABLE ONLY public.ops_apilog
    ADD CONSTRAINT ops_apilog_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY public.ops_apilog_default
    ADD CONSTRAINT ops_apilog_default_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY public.ops_auditentry
    ADD CONSTRAINT ops_auditentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_limitrule
    ADD CONSTRAINT ops_limitrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_runtimesetting
    ADD CONSTRAINT ops_runtimesetting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.ops_runtimesettingchange
    ADD CONSTRAINT ops_runtimesettingchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_systemevent
    ADD CONSTRAINT ops_systemevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT periods_of_a_subscription_never_overlap EXCLUDE USING gist (int8range(((serial << 34) + public.spirits_seconds(starts_at)), ((serial << 34) + GREATEST(public.spirits_seconds(starts_at), public.spirits_seconds(COALESCE(cut_at, ends_at))))) WITH &&);
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT prices_of_an_item_never_overlap EXCLUDE USING gist (int8range(((item_id << 43) + public.spirits_ms(valid_from)), ((item_id << 43) + COALESCE(public.spirits_ms(valid_until), (((1)::bigint << 43) - 1)))) WITH &&);
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT queue_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_batch
    ADD CONSTRAINT queue_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_jobevent
    ADD CONSTRAINT queue_jobevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_kindmeasure
    ADD CONSTRAINT queue_kindmeasure_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.queue_kindpause
    ADD CONSTRAINT queue_kindpause_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.queue_lanelevel
    ADD CONSTRAINT queue_lanelevel_pkey PRIMARY KEY (lane, priority);
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_name_key UNIQUE (name);
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);
ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT spirits_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_call_id_key UNIQUE (call_id);
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT spirits_budgetuse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_coupon
    ADD CONSTRAINT spirits_coupon_code_key UNIQUE (code);
ALTER TABLE ONLY public.spirits_coupon
    ADD CONSTRAINT spirits_coupon_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_sequence_key UNIQUE (sequence);
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontemplatespirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT spirits_planversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion_spir_planversion_id_spirit_id_797560a5_uniq UNIQUE (planversion_id, spirit_id);
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion_spirits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT spirits_price_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_bundle_id_key UNIQUE (bundle_id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_plan_id_key UNIQUE (plan_id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_spirit_id_key UNIQUE (spirit_id);
ALTER TABLE ONLY public.spirits_progress
    ADD CONSTRAINT spirits_progress_pkey PRIMARY KEY (owner_id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_closed_id_key UNIQUE (closed_id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_held_id_key UNIQUE (held_id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation_uses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation_uses_reservation_id_budgetuse_1cbb9d26_uniq UNIQUE (reservation_id, budgetuse_id);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_serial_key UNIQUE (serial);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscriptionperiod_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscriptionperiod_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_workspacefile
    ADD CONSTRAINT spirits_workspacefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT spirits_workspaceversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT training_languagemodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT training_provider_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT work_is_reserved_once UNIQUE (run_id);
CREATE UNIQUE INDEX a_person_uses_a_coupon_once ON public.spirits_purchase USING btree (coupon_id, buyer_key) WHERE ((coupon_id IS NOT NULL) AND (NOT ((state)::text = 'cancelled'::text)));
CREATE UNIQUE INDEX a_spirit_is_bought_once ON public.spirits_grant USING btree (owner_id, spirit_id) WHERE ((revoked_at IS NULL) AND ((source)::text = ANY ((ARRAY['purchase'::character varying, 'bundle'::character varying, 'gift'::character varying])::text[])));
CREATE UNIQUE INDEX a_workspace_has_each_path_once_outside_the_trash ON public.spirits_workspacefile USING btree (owner_id, path) WHERE (trashed_at IS NULL);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_apikey_key_hash_da55e15b_like ON public.accounts_apikey USING btree (key_hash varchar_pattern_ops);
CREATE INDEX accounts_apikey_user_id_bd902026 ON public.accounts_apikey USING btree (user_id);
CREATE INDEX accounts_devicesession_key_hash_45a88c32_like ON public.accounts_devicesession USING btree (key_hash varchar_pattern_ops);
CREATE INDEX accounts_devicesession_user_id_58ed1ceb ON public.accounts_devicesession USING btree (user_id);
CREATE INDEX accounts_invitation_invited_by_id_94a21efc ON public.accounts_invitation USING btree (invited_by_id);
CREATE INDEX accounts_invitation_token_hash_3d59d75c_like ON public.accounts_invitation USING btree (token_hash varchar_pattern_ops);
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);
CREATE INDEX active_schedules_by_slot ON public.queue_schedule USING btree (next_at) WHERE is_active;
CREATE INDEX api_idempotent_request_user_id_56225655 ON public.api_idempotent_request USING btree (user_id);
CREATE INDEX api_keys_of_user_newest_first ON public.accounts_apikey USING btree (user_id, id DESC);
CREATE INDEX api_log_newest_first ON ONLY public.ops_apilog USING btree (at DESC, id DESC);
CREATE INDEX api_log_of_request ON ONLY public.ops_apilog USING btree (request_id);
CREATE INDEX api_log_of_user ON ONLY public.ops_apilog USING btree (user_id, at DESC);
CREATE INDEX approvals_newest_first ON public.spirits_approval USING btree (owner_id, id DESC);
CREATE INDEX approvals_that_hold ON public.spirits_approval USING btree (owner_id, tool) WHERE ((state)::text = 'approved'::text);
CREATE INDEX artifacts_newest_first ON public.spirits_artifact USING btree (owner_id, id DESC);
CREATE INDEX audit_of_actor_newest_first ON public.ops_auditentry USING btree (actor_id, id DESC);
CREATE INDEX audit_of_object_newest_first ON public.ops_auditentry USING btree (model, object_id, id DESC);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX batches_of_owner_newest_first ON public.queue_batch USING btree (owner_id, id DESC);
CREATE INDEX chat_contextsnapshot_conversation_id_26943273 ON public.chat_contextsnapshot USING btree (conversation_id);
CREATE INDEX chat_conversation_language_model_id_25e6d9fc ON public.chat_conversation USING btree (language_model_id);
CREATE INDEX chat_conversation_leaf_id_c8407b41 ON public.chat_conversation USING btree (leaf_id);
CREATE INDEX chat_conversation_minion_id_59cc83f3 ON public.chat_conversation USING btree (minion_id);
CREATE INDEX chat_conversation_owner_id_0460d4a2 ON public.chat_conversation USING btree (owner_id);
CREATE INDEX chat_memory_conversation_id_0e872428 ON public.chat_memory USING btree (conversation_id);
CREATE INDEX chat_memory_minion_id_de15696c ON public.chat_memory USING btree (minion_id);
CREATE INDEX chat_memory_owner_id_9400c316 ON public.chat_memory USING btree (owner_id);
CREATE INDEX chat_memory_source_message_id_f1baa289 ON public.chat_memory USING btree (source_message_id);
CREATE INDEX chat_memory_superseded_by_id_e46aa1c9 ON public.chat_memory USING btree (superseded_by_id);
CREATE INDEX chat_memoryswitch_conversation_id_2ae2c20e ON public.chat_memoryswitch USING btree (conversation_id);
CREATE INDEX chat_memoryswitch_minion_id_807aea1f ON public.chat_memoryswitch USING btree (minion_id);
CREATE INDEX chat_memoryswitch_owner_id_6bfc6831 ON public.chat_memoryswitch USING btree (owner_id);
CREATE INDEX chat_memoryuse_memory_id_11fc9285 ON public.chat_memoryuse USING btree (memory_id);
CREATE INDEX chat_memoryuse_run_id_f5213336 ON public.chat_memoryuse USING btree (run_id);
CREATE INDEX chat_memoryversion_actor_id_bd901a4d ON public.chat_memoryversion USING btree (actor_id);
CREATE INDEX chat_memoryversion_memory_id_fbf8bd4f ON public.chat_memoryversion USING btree (memory_id);
CREATE INDEX chat_message_conversation_id_a1207bf4 ON public.chat_message USING btree (conversation_id);
CREATE INDEX chat_message_parent_id_d93c704f ON public.chat_message USING btree (parent_id);
CREATE INDEX chat_minionfallback_language_model_id_56d8f77f ON public.chat_minionfallback USING btree (language_model_id);
CREATE INDEX chat_minionfallback_minion_id_fbbd3a45 ON public.chat_minionfallback USING btree (minion_id);
CREATE INDEX chat_run_conversation_id_5adc132d ON public.chat_run USING btree (conversation_id);
CREATE INDEX chat_run_language_model_id_5c35e6f8 ON public.chat_run USING btree (language_model_id);
CREATE INDEX chat_run_minion_id_acbabc3f ON public.chat_run USING btree (minion_id);
CREATE INDEX chat_run_owner_id_d5ecbd74 ON public.chat_run USING btree (owner_id);
CREATE INDEX chat_run_question_id_bfb987e0 ON public.chat_run USING btree (question_id);
CREATE INDEX chat_runevent_run_id_9d6116b3 ON public.chat_runevent USING btree (run_id);
CREATE INDEX chat_usagerecord_api_key_id_617dfcac ON public.chat_usagerecord USING btree (api_key_id);
CREATE INDEX chat_usagerecord_language_model_id_4256f3af ON public.chat_usagerecord USING btree (language_model_id);
CREATE INDEX chat_usagerecord_minion_id_6c239e58 ON public.chat_usagerecord USING btree (minion_id);
CREATE INDEX chat_usagerecord_owner_id_6d4b3423 ON public.chat_usagerecord USING btree (owner_id);
CREATE INDEX conversations_by_activity ON public.chat_conversation USING btree (owner_id, active_at DESC, id DESC);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE UNIQUE INDEX email_is_unique_whatever_its_case ON public.accounts_user USING btree (lower((email)::text));
CREATE INDEX events_of_kind_newest_first ON public.ops_systemevent USING btree (kind, id DESC);
CREATE INDEX events_of_request ON public.ops_systemevent USING btree (request_id);
CREATE INDEX events_of_subject_newest ON public.ops_systemevent USING btree (subject, id DESC);
CREATE INDEX experience_of_minion_spirit ON public.spirits_xpevent USING btree (minion_spirit_id);
CREATE INDEX experience_of_owner_in_time ON public.spirits_xpevent USING btree (owner_id, happened_at, id);
CREATE INDEX finished_jobs_by_age ON public.queue_job USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX grants_of_owner_by_spirit ON public.spirits_grant USING btree (owner_id, spirit_id);
CREATE INDEX held_reservations_by_expiry ON public.spirits_reservation USING btree (expires_at) WHERE ((state)::text = 'held'::text);
CREATE INDEX idempotent_by_age ON public.api_idempotent_request USING btree (created_at);
CREATE INDEX jobs_by_parent ON public.queue_job USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX jobs_of_batch_by_state ON public.queue_job USING btree (batch_id, state) WHERE (batch_id IS NOT NULL);
CREATE INDEX jobs_of_owner_newest_first ON public.queue_job USING btree (owner_id, id DESC) WHERE (owner_id IS NOT NULL);
CREATE INDEX jobs_that_follow ON public.queue_job USING btree (after_id) WHERE (after_id IS NOT NULL);
CREATE INDEX later_jobs_by_time ON public.queue_job USING btree (run_at) WHERE ((state)::text = ANY ((ARRAY['scheduled'::character varying, 'retrying'::character varying])::text[]));
CREATE INDEX ledger_by_kind_newest_first ON public.spirits_ledger_transaction USING btree (kind, sequence DESC);
CREATE INDEX memories_by_expiry ON public.chat_memory USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX memories_by_wording ON public.chat_memory USING btree (owner_id, text_hash);
CREATE INDEX memories_newest_first ON public.chat_memory USING btree (owner_id, id DESC);
CREATE INDEX memory_versions_by_change ON public.chat_memoryversion USING btree (change);
CREATE INDEX messages_by_branch ON public.chat_message USING btree (conversation_id, parent_id, id);
CREATE INDEX messages_by_word ON public.chat_message USING gin (to_tsvector('simple'::regconfig, COALESCE(content, ''::text)));
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX minions_of_owner_newest_first ON public.spirits_minion USING btree (owner_id, id DESC);
CREATE UNIQUE INDEX one_active_budget_per_subject_and_period ON public.spirits_budget USING btree (user_id, group_id, minion_id, api_key, period) NULLS NOT DISTINCT WHERE is_active;
CREATE UNIQUE INDEX one_active_run_per_conversation ON public.chat_run USING btree (conversation_id) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));
CREATE UNIQUE INDEX one_builtin_provider ON public.training_provider USING btree (kind) WHERE ((kind)::text = 'builtin'::text);
CREATE UNIQUE INDEX one_current_memory_per_slot ON public.chat_memory USING btree (owner_id, slot) WHERE (((state)::text = 'current'::text) AND (NOT ((slot)::text = ''::text)));
CREATE UNIQUE INDEX one_default_model ON public.training_languagemodel USING btree (is_default) WHERE is_default;
CREATE UNIQUE INDEX one_founding_owner ON public.accounts_user USING btree (is_founding_owner) WHERE is_founding_owner;
CREATE UNIQUE INDEX one_job_per_kind_and_idempotency_key ON public.queue_job USING btree (kind, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE UNIQUE INDEX one_live_subscription_per_person ON public.spirits_subscription USING btree (owner_id) WHERE (ended_at IS NULL);
CREATE INDEX ops_apilog_default_at_id_idx ON public.ops_apilog_default USING btree (at DESC, id DESC);
CREATE INDEX ops_apilog_default_request_id_idx ON public.ops_apilog_default USING btree (request_id);
CREATE INDEX ops_apilog_default_user_id_at_idx ON public.ops_apilog_default USING btree (user_id, at DESC);
CREATE INDEX ops_runtimesetting_name_d1d2ccf0_like ON public.ops_runtimesetting USING btree (name varchar_pattern_ops);
CREATE INDEX ops_runtimesettingchange_changed_by_id_8ef675a4 ON public.ops_runtimesettingchange USING btree (changed_by_id);
CREATE INDEX prices_of_item_newest_first ON public.spirits_price USING btree (item_id, valid_from DESC);
CREATE INDEX purchases_of_buyer ON public.spirits_purchase USING btree (buyer_id, id DESC);
CREATE INDEX queue_batch_owner_id_2ce43fcf ON public.queue_batch USING btree (owner_id);
CREATE INDEX queue_jobevent_job_id_841572be ON public.queue_jobevent USING btree (job_id);
CREATE INDEX queue_kindmeasure_kind_aeef41ef_like ON public.queue_kindmeasure USING btree (kind varchar_pattern_ops);
CREATE INDEX queue_kindpause_kind_69f39d84_like ON public.queue_kindpause USING btree (kind varchar_pattern_ops);
CREATE INDEX queue_kindpause_paused_by_id_a605ed1b ON public.queue_kindpause USING btree (paused_by_id);
CREATE INDEX queue_schedule_name_a45fe50c_like ON public.queue_schedule USING btree (name varchar_pattern_ops);
CREATE INDEX queue_schedule_owner_id_b4db4a54 ON public.queue_schedule USING btree (owner_id);
CREATE INDEX queued_jobs_by_turn ON public.queue_job USING btree (lane, priority, turn, id) WHERE ((state)::text = 'queued'::text);
CREATE INDEX queued_jobs_of_owner_by_turn ON public.queue_job USING btree (lane, priority, owner_id, turn) WHERE ((state)::text = 'queued'::text);
CREATE INDEX queued_runs ON public.chat_run USING btree (id) WHERE ((state)::text = 'queued'::text);
CREATE INDEX reservations_of_owner ON public.spirits_reservation USING btree (owner_id, id DESC);
CREATE INDEX running_jobs_by_lease ON public.queue_job USING btree (held_until) WHERE ((state)::text = 'running'::text);
CREATE INDEX running_runs_by_lease ON public.chat_run USING btree (held_until) WHERE ((state)::text = 'running'::text);
CREATE INDEX runs_of_owner_newest_first ON public.chat_run USING btree (owner_id, id DESC);
CREATE INDEX sessions_by_expiry ON public.accounts_devicesession USING btree (expires_at);
CREATE INDEX sessions_of_user_by_use ON public.accounts_devicesession USING btree (user_id, last_seen_at DESC) WHERE (revoked_at IS NULL);
CREATE INDEX setting_changes_newest_first ON public.ops_runtimesettingchange USING btree (name, id DESC);
CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);
CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);
CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);
CREATE INDEX spirits_account_owner_id_684c807b ON public.spirits_account USING btree (owner_id);
CREATE INDEX spirits_approval_owner_id_c90e4e5e ON public.spirits_approval USING btree (owner_id);
CREATE INDEX spirits_artifact_call_id_20200576 ON public.spirits_artifact USING btree (call_id);
CREATE INDEX spirits_artifact_owner_id_20928b48 ON public.spirits_artifact USING btree (owner_id);
CREATE INDEX spirits_budget_group_id_800105e5 ON public.spirits_budget USING btree (group_id);
CREATE INDEX spirits_budget_minion_id_47a8bbd7 ON public.spirits_budget USING btree (minion_id);
CREATE INDEX spirits_budget_user_id_6266e97d ON public.spirits_budget USING btree (user_id);
CREATE INDEX spirits_budgetuse_budget_id_cfda43e4 ON public.spirits_budgetuse USING btree (budget_id);
CREATE INDEX spirits_bundle_name_0bbe608c_like ON public.spirits_bundle USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_bundle_slug_1a3a2b40_like ON public.spirits_bundle USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_bundlespirit_bundle_id_2e9738f9 ON public.spirits_bundlespirit USING btree (bundle_id);
CREATE INDEX spirits_bundlespirit_spirit_id_6993d8cf ON public.spirits_bundlespirit USING btree (spirit_id);
CREATE INDEX spirits_by_state_and_tier ON public.spirits_spirit USING btree (state, tier);
CREATE INDEX spirits_category_name_f440d1c2_like ON public.spirits_category USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_category_slug_50648c0b_like ON public.spirits_category USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_coupon_code_1ae93af1_like ON public.spirits_coupon USING btree (code varchar_pattern_ops);
CREATE INDEX spirits_grant_owner_id_5098e7bd ON public.spirits_grant USING btree (owner_id);
CREATE INDEX spirits_grant_spirit_id_dbbd61c2 ON public.spirits_grant USING btree (spirit_id);
CREATE INDEX spirits_ledger_entry_account_id_c139cf2e ON public.spirits_ledger_entry USING btree (account_id);
CREATE INDEX spirits_ledger_entry_transaction_id_23a731e4 ON public.spirits_ledger_entry USING btree (transaction_id);
CREATE INDEX spirits_minion_language_model_id_58c80c42 ON public.spirits_minion USING btree (language_model_id);
CREATE INDEX spirits_minion_owner_id_faed5a57 ON public.spirits_minion USING btree (owner_id);
CREATE INDEX spirits_minion_template_id_c14ef100 ON public.spirits_minion USING btree (template_id);
CREATE INDEX spirits_minionspirit_minion_id_f16bf37f ON public.spirits_minionspirit USING btree (minion_id);
CREATE INDEX spirits_minionspirit_spirit_id_0c243187 ON public.spirits_minionspirit USING btree (spirit_id);
CREATE INDEX spirits_miniontemplate_name_ff7478d6_like ON public.spirits_miniontemplate USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_miniontemplate_slug_4cdd8047_like ON public.spirits_miniontemplate USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_miniontemplatespirit_spirit_id_276a2c67 ON public.spirits_miniontemplatespirit USING btree (spirit_id);
CREATE INDEX spirits_miniontemplatespirit_template_id_5a4de14b ON public.spirits_miniontemplatespirit USING btree (template_id);
CREATE INDEX spirits_minionversion_minion_id_1ce1057f ON public.spirits_minionversion USING btree (minion_id);
CREATE INDEX spirits_minionversion_saved_by_id_ad4447bd ON public.spirits_minionversion USING btree (saved_by_id);
CREATE INDEX spirits_pairing_first_id_4f67ebd0 ON public.spirits_pairing USING btree (first_id);
CREATE INDEX spirits_pairing_second_id_adce54bb ON public.spirits_pairing USING btree (second_id);
CREATE INDEX spirits_plan_name_85b6c17a_like ON public.spirits_plan USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_plan_slug_db76d30f_like ON public.spirits_plan USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_planspirit_plan_id_01b5f5d6 ON public.spirits_planspirit USING btree (plan_id);
CREATE INDEX spirits_planspirit_spirit_id_657d6898 ON public.spirits_planspirit USING btree (spirit_id);
CREATE INDEX spirits_planversion_plan_id_5ebf0f21 ON public.spirits_planversion USING btree (plan_id);
CREATE INDEX spirits_planversion_spirits_planversion_id_26d82dcf ON public.spirits_planversion_spirits USING btree (planversion_id);
CREATE INDEX spirits_planversion_spirits_spirit_id_02dc9db2 ON public.spirits_planversion_spirits USING btree (spirit_id);
CREATE INDEX spirits_price_item_id_e873bcce ON public.spirits_price USING btree (item_id);
CREATE INDEX spirits_purchase_bundle_id_55696022 ON public.spirits_purchase USING btree (bundle_id);
CREATE INDEX spirits_purchase_buyer_id_8ee08e9f ON public.spirits_purchase USING btree (buyer_id);
CREATE INDEX spirits_purchase_coupon_id_5d412a41 ON public.spirits_purchase USING btree (coupon_id);
CREATE INDEX spirits_purchase_recipient_id_9d0f574c ON public.spirits_purchase USING btree (recipient_id);
CREATE INDEX spirits_purchase_spirit_id_b1b6d9b2 ON public.spirits_purchase USING btree (spirit_id);
CREATE INDEX spirits_purchaseline_purchase_id_39d12449 ON public.spirits_purchaseline USING btree (purchase_id);
CREATE INDEX spirits_purchaseline_refund_id_71c95d02 ON public.spirits_purchaseline USING btree (refund_id);
CREATE INDEX spirits_purchaseline_spirit_id_66f32afd ON public.spirits_purchaseline USING btree (spirit_id);
CREATE INDEX spirits_refund_purchase_id_e3fc6153 ON public.spirits_refund USING btree (purchase_id);
CREATE INDEX spirits_reservation_minion_id_cc15b471 ON public.spirits_reservation USING btree (minion_id);
CREATE INDEX spirits_reservation_owner_id_a79cee68 ON public.spirits_reservation USING btree (owner_id);
CREATE INDEX spirits_reservation_uses_budgetuse_id_2f520fb5 ON public.spirits_reservation_uses USING btree (budgetuse_id);
CREATE INDEX spirits_reservation_uses_reservation_id_7696ac33 ON public.spirits_reservation_uses USING btree (reservation_id);
CREATE INDEX spirits_spirit_category_id_4d377680 ON public.spirits_spirit USING btree (category_id);
CREATE INDEX spirits_spirit_name_e3d3fbe9_like ON public.spirits_spirit USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_spirit_slug_05bb9930_like ON public.spirits_spirit USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_spirittool_spirit_id_f3551ab1 ON public.spirits_spirittool USING btree (spirit_id);
CREATE INDEX spirits_spirittool_tool_id_a909b54d ON public.spirits_spirittool USING btree (tool_id);
CREATE INDEX spirits_subscription_next_version_id_302e210e ON public.spirits_subscription USING btree (next_version_id);
CREATE INDEX spirits_subscription_owner_id_520a5b42 ON public.spirits_subscription USING btree (owner_id);
CREATE INDEX spirits_subscription_version_id_11d3ee35 ON public.spirits_subscription USING btree (version_id);
CREATE INDEX spirits_subscriptionperiod_subscription_id_2805fcea ON public.spirits_subscriptionperiod USING btree (subscription_id);
CREATE INDEX spirits_subscriptionperiod_version_id_c0c2245c ON public.spirits_subscriptionperiod USING btree (version_id);
CREATE INDEX spirits_tool_name_5e90c5fe_like ON public.spirits_tool USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_tool_slug_cf64a208_like ON public.spirits_tool USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_toolcall_minion_id_f0efabb6 ON public.spirits_toolcall USING btree (minion_id);
CREATE INDEX spirits_toolcall_owner_id_0ef2bb16 ON public.spirits_toolcall USING btree (owner_id);
CREATE INDEX spirits_toolcall_spirit_id_75eded1d ON public.spirits_toolcall USING btree (spirit_id);
CREATE INDEX spirits_toolmastery_minion_spirit_id_268b2188 ON public.spirits_toolmastery USING btree (minion_spirit_id);
CREATE INDEX spirits_toolmastery_tool_id_2ea49d2b ON public.spirits_toolmastery USING btree (tool_id);
CREATE INDEX spirits_workspacefile_owner_id_956eb447 ON public.spirits_workspacefile USING btree (owner_id);
CREATE INDEX spirits_workspaceversion_file_id_e50d5bd2 ON public.spirits_workspaceversion USING btree (file_id);
CREATE INDEX spirits_xpevent_minion_spirit_id_91f9f544 ON public.spirits_xpevent USING btree (minion_spirit_id);
CREATE INDEX spirits_xpevent_owner_id_1fbbd3d9 ON public.spirits_xpevent USING btree (owner_id);
CREATE INDEX spirits_xpevent_tool_id_ea6d3d5d ON public.spirits_xpevent USING btree (tool_id);
CREATE INDEX subscriptions_due ON public.spirits_subscription USING btree (next_attempt_at) WHERE (ended_at IS NULL);
CREATE INDEX tool_calls_newest_first ON public.spirits_toolcall USING btree (owner_id, id DESC);
CREATE INDEX tool_calls_of_a_minute ON public.spirits_toolcall USING btree (owner_id, created_at);
CREATE INDEX tool_calls_of_a_run ON public.spirits_toolcall USING btree (run_id) WHERE (run_id IS NOT NULL);
CREATE INDEX training_languagemodel_provider_id_8f74ce74 ON public.training_languagemodel USING btree (provider_id);
CREATE INDEX training_provider_owner_id_0693f526 ON public.training_provider USING btree (owner_id);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX usage_of_owner_newest_first ON public.chat_usagerecord USING btree (owner_id, at DESC);
CREATE INDEX workspace_files_by_path ON public.spirits_workspacefile USING btree (owner_id, path);
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_00_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_01_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_02_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_03_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_04_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_05_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_06_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_07_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_08_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_09_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_10_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_11_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_12_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_13_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_14_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_15_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_00_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_01_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_02_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_03_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_04_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_05_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_06_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_07_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_08_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_09_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_10_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_11_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_12_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_13_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_14_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_15_pkey;
ALTER INDEX public.api_log_newest_first ATTACH PARTITION public.ops_apilog_default_at_id_idx;
ALTER INDEX public.ops_apilog_pkey ATTACH PARTITION public.ops_apilog_default_pkey;
ALTER INDEX public.api_log_of_request ATTACH PARTITION public.ops_apilog_default_request_id_idx;
ALTER INDEX public.api_log_of_user ATTACH PARTITION public.ops_apilog_default_user_id_at_idx;
CREATE TRIGGER a_memory_version_is_never_changed BEFORE UPDATE ON public.chat_memoryversion FOR EACH ROW EXECUTE FUNCTION public.chat_keep_memory_version();
CREATE TRIGGER accounts_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_account FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_account();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_are_guarded;
CREATE TRIGGER accounts_are_never_truncated BEFORE TRUNCATE ON public.spirits_account FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_are_never_truncated;
CREATE TRIGGER accounts_stay BEFORE DELETE ON public.spirits_account FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_stay;
CREATE TRIGGER audit_entries_are_append_only BEFORE DELETE OR UPDATE ON public.ops_auditentry FOR EACH ROW EXECUTE FUNCTION public.ops_append_only();
CREATE CONSTRAINT TRIGGER balances_follow_from_entries AFTER INSERT OR UPDATE ON public.spirits_account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_account_row();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER balances_follow_from_entries;
CREATE TRIGGER bundle_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON public.spirits_bundle FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('bundle_id');
CREATE TRIGGER experience_is_gained AFTER INSERT ON public.spirits_xpevent FOR EACH ROW EXECUTE FUNCTION public.spirits_gain_xp();
ALTER TABLE public.spirits_xpevent ENABLE ALWAYS TRIGGER experience_is_gained;
CREATE TRIGGER experience_stays BEFORE UPDATE ON public.spirits_xpevent FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_xp();
ALTER TABLE public.spirits_xpevent ENABLE ALWAYS TRIGGER experience_stays;
CREATE TRIGGER grants_are_guarded BEFORE UPDATE ON public.spirits_grant FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_grant();
ALTER TABLE public.spirits_grant ENABLE ALWAYS TRIGGER grants_are_guarded;
CREATE TRIGGER job_transition_is_allowed BEFORE UPDATE OF state ON public.queue_job FOR EACH ROW WHEN ((((old.state)::text IS DISTINCT FROM (new.state)::text) AND (((((((((((((((((old.state)::text <> 'cancelled'::text) OR ((new.state)::text <> 'queued'::text)) AND (((old.state)::text <> 'dead'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'failed'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'queued'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'queued'::text) OR ((new.state)::text <> 'running'::text))) AND (((old.state)::text <> 'retrying'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'retrying'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'dead'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'failed'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'retrying'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'succeeded'::text))) AND (((old.state)::text <> 'scheduled'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'scheduled'::text) OR ((new.state)::text <> 'queued'::text))))) EXECUTE FUNCTION public.queue_refuse_transition();
CREATE TRIGGER ledger_entries_are_never_truncated BEFORE TRUNCATE ON public.spirits_ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_never_truncated;
CREATE TRIGGER ledger_entries_are_posted BEFORE INSERT ON public.spirits_ledger_entry FOR EACH ROW EXECUTE FUNCTION public.spirits_post_entry();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_posted;
CREATE TRIGGER ledger_entries_stay BEFORE DELETE OR UPDATE ON public.spirits_ledger_entry FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_stay;
CREATE CONSTRAINT TRIGGER ledger_entries_sum_to_zero AFTER INSERT ON public.spirits_ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_entry_row();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_sum_to_zero;
CREATE TRIGGER ledger_transactions_are_never_truncated BEFORE TRUNCATE ON public.spirits_ledger_transaction FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_never_truncated;
CREATE TRIGGER ledger_transactions_are_stamped BEFORE INSERT ON public.spirits_ledger_transaction FOR EACH ROW EXECUTE FUNCTION public.spirits_stamp_transaction();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_stamped;
CREATE TRIGGER ledger_transactions_stay BEFORE DELETE OR UPDATE ON public.spirits_ledger_transaction FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_stay;
CREATE CONSTRAINT TRIGGER ledger_transactions_sum_to_zero AFTER INSERT ON public.spirits_ledger_transaction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_transaction_row();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_sum_to_zero;
CREATE TRIGGER periods_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_subscriptionperiod FOR EACH ROW EXECUTE FUNCTION public.spirits_stamp_period();
ALTER TABLE public.spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_are_guarded;
CREATE TRIGGER periods_stay BEFORE DELETE ON public.spirits_subscriptionperiod FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_stay;
CREATE TRIGGER plan_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents ON public.spirits_plan FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('plan_id');
CREATE TRIGGER prices_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_price FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_price();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_are_guarded;
CREATE TRIGGER prices_are_never_truncated BEFORE TRUNCATE ON public.spirits_price FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_are_never_truncated;
CREATE TRIGGER prices_stay BEFORE DELETE ON public.spirits_price FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_stay;
CREATE TRIGGER progress_is_guarded BEFORE INSERT OR UPDATE ON public.spirits_progress FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_progress();
ALTER TABLE public.spirits_progress ENABLE ALWAYS TRIGGER progress_is_guarded;
CREATE TRIGGER spirit_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON public.spirits_spirit FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('spirit_id');
CREATE TRIGGER system_events_are_append_only BEFORE DELETE OR UPDATE ON public.ops_systemevent FOR EACH ROW EXECUTE FUNCTION public.ops_append_only();
ALTER TABLE public.chat_memoryentry
    ADD CONSTRAINT a_memory_entry_belongs_to_its_owner FOREIGN KEY (owner_id, memory_id) REFERENCES public.chat_memory(owner_id, id) ON DELETE CASCADE;
ALTER TABLE public.chat_memoryvector
    ADD CONSTRAINT a_memory_vector_belongs_to_its_entry FOREIGN KEY (owner_id, memory_id, number) REFERENCES public.chat_memoryentry(owner_id, memory_id, number) ON DELETE CASCADE;
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_user_id_bd902026_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_user_id_58ed1ceb_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_invited_by_id_94a21efc_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_used_by_id_f0558292_fk_accounts_user_id FOREIGN KEY (used_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT an_entry_is_in_the_unit_of_its_account FOREIGN KEY (account_id, unit) REFERENCES public.spirits_account(id, unit);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT api_idempotent_request_user_id_56225655_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_conversation_id_26943273_fk_chat_conv FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_run_id_1cccc358_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_language_model_id_25e6d9fc_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_leaf_id_c8407b41_fk_chat_message_id FOREIGN KEY (leaf_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_minion_id_59cc83f3_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_owner_id_0460d4a2_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_conversation_id_0e872428_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_minion_id_de15696c_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_owner_id_9400c316_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_source_message_id_f1baa289_fk_chat_message_id FOREIGN KEY (source_message_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_superseded_by_id_e46aa1c9_fk_chat_memory_id FOREIGN KEY (superseded_by_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_verbatim_of_id_573c9a31_fk_chat_message_id FOREIGN KEY (verbatim_of_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_conversation_id_2ae2c20e_fk_chat_conv FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_minion_id_807aea1f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_owner_id_6bfc6831_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_memory_id_11fc9285_fk_chat_memory_id FOREIGN KEY (memory_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_run_id_f5213336_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_actor_id_bd901a4d_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_memory_id_fbf8bd4f_fk_chat_memory_id FOREIGN KEY (memory_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_conversation_id_a1207bf4_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_parent_id_d93c704f_fk_chat_message_id FOREIGN KEY (parent_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_language_model_id_56d8f77f_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_minion_id_fbbd3a45_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_answer_id_e90a1687_fk_chat_message_id FOREIGN KEY (answer_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_conversation_id_5adc132d_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_language_model_id_5c35e6f8_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_minion_id_acbabc3f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_owner_id_d5ecbd74_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_question_id_bfb987e0_fk_chat_message_id FOREIGN KEY (question_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_runevent
    ADD CONSTRAINT chat_runevent_run_id_9d6116b3_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_api_key_id_617dfcac_fk_accounts_apikey_id FOREIGN KEY (api_key_id) REFERENCES public.accounts_apikey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_language_model_id_4256f3af_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_minion_id_6c239e58_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_owner_id_6d4b3423_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_run_id_bd927218_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ops_runtimesettingchange
    ADD CONSTRAINT ops_runtimesettingch_changed_by_id_8ef675a4_fk_accounts_ FOREIGN KEY (changed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT queue_attempt_job_id_16e458ae_fk_queue_job_id FOREIGN KEY (job_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_batch
    ADD CONSTRAINT queue_batch_owner_id_2ce43fcf_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_after_id_52085ceb_fk_queue_job_id FOREIGN KEY (after_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_batch_id_a4f965e9_fk_queue_batch_id FOREIGN KEY (batch_id) REFERENCES public.queue_batch(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_owner_id_e96a3ea6_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_parent_id_77e23ad0_fk_queue_job_id FOREIGN KEY (parent_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_jobevent
    ADD CONSTRAINT queue_jobevent_job_id_841572be_fk_queue_job_id FOREIGN KEY (job_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_kindpause
    ADD CONSTRAINT queue_kindpause_paused_by_id_a605ed1b_fk_accounts_user_id FOREIGN KEY (paused_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_owner_id_b4db4a54_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_social_user_id_8146e70c_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT spirits_account_owner_id_684c807b_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_call_id_2fd58678_fk_spirits_toolcall_id FOREIGN KEY (call_id) REFERENCES public.spirits_toolcall(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_owner_id_c90e4e5e_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_call_id_20200576_fk_spirits_toolcall_id FOREIGN KEY (call_id) REFERENCES public.spirits_toolcall(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_owner_id_20928b48_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_group_id_800105e5_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_minion_id_47a8bbd7_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_user_id_6266e97d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT spirits_budgetuse_budget_id_cfda43e4_fk_spirits_budget_id FOREIGN KEY (budget_id) REFERENCES public.spirits_budget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_bundle_id_2e9738f9_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_spirit_id_6993d8cf_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_owner_id_5098e7bd_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_spirit_id_dbbd61c2_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_account_id_c139cf2e_fk_spirits_account_id FOREIGN KEY (account_id) REFERENCES public.spirits_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_transaction_id_23a731e4_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_trans_reverses_id_a96413b0_fk_spirits_l FOREIGN KEY (reverses_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_language_model_id_58c80c42_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_owner_id_faed5a57_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_template_id_c14ef100_fk_spirits_m FOREIGN KEY (template_id) REFERENCES public.spirits_miniontemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_minion_id_f16bf37f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_spirit_id_0c243187_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontempla_spirit_id_276a2c67_fk_spirits_s FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontempla_template_id_5a4de14b_fk_spirits_m FOREIGN KEY (template_id) REFERENCES public.spirits_miniontemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_minion_id_1ce1057f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_saved_by_id_ad4447bd_fk_accounts_user_id FOREIGN KEY (saved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_first_id_4f67ebd0_fk_spirits_spirit_id FOREIGN KEY (first_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_second_id_adce54bb_fk_spirits_spirit_id FOREIGN KEY (second_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_plan_id_01b5f5d6_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_spirit_id_657d6898_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion__planversion_id_26d82dcf_fk_spirits_p FOREIGN KEY (planversion_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion__spirit_id_02dc9db2_fk_spirits_s FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT spirits_planversion_plan_id_5ebf0f21_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT spirits_price_item_id_e873bcce_fk_spirits_priceditem_id FOREIGN KEY (item_id) REFERENCES public.spirits_priceditem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_bundle_id_c716ac4e_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_plan_id_41ff0c05_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_spirit_id_ee31590d_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_progress
    ADD CONSTRAINT spirits_progress_owner_id_f46e6ed0_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_bundle_id_55696022_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_buyer_id_8ee08e9f_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_coupon_id_5d412a41_fk_spirits_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.spirits_coupon(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_recipient_id_9d0f574c_fk_accounts_user_id FOREIGN KEY (recipient_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_spirit_id_b1b6d9b2_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_transaction_id_63923b7b_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_purchase_id_39d12449_fk_spirits_p FOREIGN KEY (purchase_id) REFERENCES public.spirits_purchase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_refund_id_71c95d02_fk_spirits_refund_id FOREIGN KEY (refund_id) REFERENCES public.spirits_refund(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_spirit_id_66f32afd_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_purchase_id_e3fc6153_fk_spirits_purchase_id FOREIGN KEY (purchase_id) REFERENCES public.spirits_purchase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_transaction_id_64815140_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation__budgetuse_id_2f520fb5_fk_spirits_b FOREIGN KEY (budgetuse_id) REFERENCES public.spirits_budgetuse(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation__reservation_id_7696ac33_fk_spirits_r FOREIGN KEY (reservation_id) REFERENCES public.spirits_reservation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_closed_id_7a8c297a_fk_spirits_l FOREIGN KEY (closed_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_held_id_635a09cd_fk_spirits_l FOREIGN KEY (held_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_minion_id_cc15b471_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_owner_id_a79cee68_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_category_id_4d377680_fk_spirits_category_id FOREIGN KEY (category_id) REFERENCES public.spirits_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_spirit_id_f3551ab1_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_tool_id_a909b54d_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_next_version_id_302e210e_fk_spirits_p FOREIGN KEY (next_version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_owner_id_520a5b42_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_subscription_id_2805fcea_fk_spirits_s FOREIGN KEY (subscription_id) REFERENCES public.spirits_subscription(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_transaction_id_296a8640_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_version_id_11d3ee35_fk_spirits_p FOREIGN KEY (version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_version_id_c0c2245c_fk_spirits_p FOREIGN KEY (version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_minion_id_f0efabb6_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_owner_id_0ef2bb16_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_spirit_id_75eded1d_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_minion_spirit_id_268b2188_fk_spirits_m FOREIGN KEY (minion_spirit_id) REFERENCES public.spirits_minionspirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_tool_id_2ea49d2b_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_workspacefile
    ADD CONSTRAINT spirits_workspacefile_owner_id_956eb447_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT spirits_workspacever_file_id_e50d5bd2_fk_spirits_w FOREIGN KEY (file_id) REFERENCES public.spirits_workspacefile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_minion_spirit_id_91f9f544_fk_spirits_m FOREIGN KEY (minion_spirit_id) REFERENCES public.spirits_minionspirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_owner_id_1fbbd3d9_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_tool_id_ea6d3d5d_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT training_languagemod_provider_id_8f74ce74_fk_training_ FOREIGN KEY (provider_id) REFERENCES public.training_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT training_provider_owner_id_0693f526_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public.auth_group VALUES
	(1, 'Catalogue editor'),
	(2, 'Pricing manager'),
	(3, 'Support'),
	(4, 'Finance'),
	(5, 'Auditor'),
	(6, 'Operations'),
	(7, 'Owner');
INSERT INTO public.django_content_type VALUES
	(1, 'admin', 'logentry'),
	(2, 'auth', 'permission'),
	(3, 'auth', 'group'),
	(4, 'contenttypes', 'contenttype'),
	(5, 'sessions', 'session'),
	(6, 'account', 'emailaddress'),
	(7, 'account', 'emailconfirmation'),
	(8, 'mfa', 'authenticator'),
	(9, 'socialaccount', 'socialaccount'),
	(10, 'socialaccount', 'socialapp'),
	(11, 'socialaccount', 'socialtoken'),
	(12, 'api', 'idempotentrequest'),
	(13, 'ops', 'runtimesetting'),
	(14, 'ops', 'apilog'),
	(15, 'ops', 'auditentry'),
	(16, 'ops', 'limitrule'),
	(17, 'ops', 'systemevent'),
	(18, 'ops', 'runtimesettingchange'),
	(19, 'accounts', 'user'),
	(20, 'accounts', 'invitation'),
	(21, 'accounts', 'apikey'),
	(22, 'accounts', 'devicesession'),
	(23, 'queue', 'kindmeasure'),
	(24, 'queue', 'lanelevel'),
	(25, 'queue', 'batch'),
	(26, 'queue', 'job'),
	(27, 'queue', 'attempt'),
	(28, 'queue', 'jobevent'),
	(29, 'queue', 'kindpause'),
	(30, 'queue', 'schedule'),
	(31, 'training', 'provider'),
	(32, 'training', 'languagemodel'),
	(33, 'spirits', 'bundle'),
	(34, 'spirits', 'category'),
	(35, 'spirits', 'miniontemplate'),
	(36, 'spirits', 'plan'),
	(37, 'spirits', 'tool'),
	(38, 'spirits', 'minion'),
	(39, 'spirits', 'spirit'),
	(40, 'spirits', 'planspirit'),
	(41, 'spirits', 'pairing'),
	(42, 'spirits', 'miniontemplatespirit'),
	(43, 'spirits', 'minionspirit'),
	(44, 'spirits', 'bundlespirit'),
	(45, 'spirits', 'spirittool'),
	(46, 'spirits', 'minionversion'),
	(47, 'spirits', 'account'),
	(48, 'spirits', 'ledgertransaction'),
	(49, 'spirits', 'ledgerentry'),
	(50, 'spirits', 'budget'),
	(51, 'spirits', 'budgetuse'),
	(52, 'spirits', 'reservation'),
	(53, 'spirits', 'priceditem'),
	(54, 'spirits', 'price'),
	(55, 'spirits', 'planversion'),
	(56, 'spirits', 'progress'),
	(57, 'spirits', 'subscription'),
	(58, 'spirits', 'subscriptionperiod'),
	(59, 'spirits', 'toolmastery'),
	(60, 'spirits', 'xpevent'),
	(61, 'spirits', 'grant'),
	(62, 'spirits', 'coupon'),
	(63, 'spirits', 'purchase'),
	(64, 'spirits', 'purchaseline'),
	(65, 'spirits', 'refund'),
	(66, 'spirits', 'toolcall'),
	(67, 'spirits', 'artifact'),
	(68, 'spirits', 'approval'),
	(69, 'spirits', 'workspacefile'),
	(70, 'spirits', 'workspaceversion'),
	(71, 'chat', 'conversation'),
	(72, 'chat', 'message'),
	(73, 'chat', 'run'),
	(74, 'chat', 'runevent'),
	(75, 'chat', 'memoryentry'),
	(76, 'chat', 'memoryvector'),
	(77, 'chat', 'memory'),
	(78, 'chat', 'memoryswitch'),
	(79, 'chat', 'memoryuse'),
	(80, 'chat', 'memoryversion'),
	(81, 'chat', 'contextsnapshot'),
	(82, 'chat', 'minionfallback'),
	(83, 'chat', 'usagerecord');
INSERT INTO public.auth_permission VALUES
	(1, 'Can add log entry', 1, 'add_logentry'),
	(2, 'Can change log entry', 1, 'change_logentry'),
	(3, 'Can delete log entry', 1, 'delete_logentry'),
	(4, 'Can view log entry', 1, 'view_logentry'),
	(5, 'Can add permission', 2, 'add_permission'),
	(6, 'Can change permission', 2, 'change_permission'),
	(7, 'Can delete permission', 2, 'delete_permission'),
	(8, 'Can view permission', 2, 'view_permission'),
	(9, 'Can add group', 3, 'add_group'),
	(10, 'Can change group', 3, 'change_group'),
	(11, 'Can delete group', 3, 'delete_group'),
	(12, 'Can view group', 3, 'view_group'),
	(13, 'Can add content type', 4, 'add_contenttype'),
	(14, 'Can change content type', 4, 'change_contenttype'),
	(15, 'Can delete content type', 4, 'delete_contenttype'),
	(16, 'Can view content type', 4, 'view_contenttype'),
	(17, 'Can add session', 5, 'add_session'),
	(18, 'Can change session', 5, 'change_session'),
	(19, 'Can delete session', 5, 'delete_session'),
	(20, 'Can view session', 5, 'view_session'),
	(21, 'Can add email address', 6, 'add_emailaddress'),
	(22, 'Can change email address', 6, 'change_emailaddress'),
	(23, 'Can delete email address', 6, 'delete_emailaddress'),
	(24, 'Can view email address', 6, 'view_emailaddress'),
	(25, 'Can add email confirmation', 7, 'add_emailconfirmation'),
	(26, 'Can change email confirmation', 7, 'change_emailconfirmation'),
	(27, 'Can delete email confirmation', 7, 'delete_emailconfirmation'),
	(28, 'Can view email confirmation', 7, 'view_emailconfirmation'),
	(29, 'Can add authenticator', 8, 'add_authenticator'),
	(30, 'Can change authenticator', 8, 'change_authenticator'),
	(31, 'Can delete authenticator', 8, 'delete_authenticator'),
	(32, 'Can view authenticator', 8, 'view_authenticator'),
	(33, 'Can add social account', 9, 'add_socialaccount'),
	(34, 'Can change social account', 9, 'change_socialaccount'),
	(35, 'Can delete social account', 9, 'delete_socialaccount'),
	(36, 'Can view social account', 9, 'view_socialaccount'),
	(37, 'Can add social application', 10, 'add_socialapp'),
	(38, 'Can change social application', 10, 'change_socialapp'),
	(39, 'Can delete social application', 10, 'delete_socialapp'),
	(40, 'Can view social application', 10, 'view_socialapp'),
	(41, 'Can add social application token', 11, 'add_socialtoken'),
	(42, 'Can change social application token', 11, 'change_socialtoken'),
	(43, 'Can delete social application token', 11, 'delete_socialtoken'),
	(44, 'Can view social application token', 11, 'view_socialtoken'),
	(45, 'Can add idempotent request', 12, 'add_idempotentrequest'),
	(46, 'Can change idempotent request', 12, 'change_idempotentrequest'),
	(47, 'Can delete idempotent request', 12, 'delete_idempotentrequest'),
	(48, 'Can view idempotent request', 12, 'view_idempotentrequest'),
	(49, 'Can add runtime setting', 13, 'add_runtimesetting'),
	(50, 'Can change runtime setting', 13, 'change_runtimesetting'),
	(51, 'Can delete runtime setting', 13, 'delete_runtimesetting'),
	(52, 'Can view runtime setting', 13, 'view_runtimesetting'),
	(53, 'Can add API request', 14, 'add_apilog'),
	(54, 'Can change API request', 14, 'change_apilog'),
	(55, 'Can delete API request', 14, 'delete_apilog'),
	(56, 'Can view API request', 14, 'view_apilog'),
	(57, 'Can add audit entry', 15, 'add_auditentry'),
	(58, 'Can change audit entry', 15, 'change_auditentry'),
	(59, 'Can delete audit entry', 15, 'delete_auditentry'),
	(60, 'Can view audit entry', 15, 'view_auditentry'),
	(61, 'Can add limit rule', 16, 'add_limitrule'),
	(62, 'Can change limit rule', 16, 'change_limitrule'),
	(63, 'Can delete limit rule', 16, 'delete_limitrule'),
	(64, 'Can view limit rule', 16, 'view_limitrule'),
	(65, 'Can add system event', 17, 'add_systemevent'),
	(66, 'Can change system event', 17, 'change_systemevent'),
	(67, 'Can delete system event', 17, 'delete_systemevent'),
	(68, 'Can view system event', 17, 'view_systemevent'),
	(69, 'Can add runtime setting change', 18, 'add_runtimesettingchange'),
	(70, 'Can change runtime setting change', 18, 'change_runtimesettingchange'),
	(71, 'Can delete runtime setting change', 18, 'delete_runtimesettingchange'),
	(72, 'Can view runtime setting change', 18, 'view_runtimesettingchange'),
	(73, 'Can add user', 19, 'add_user'),
	(74, 'Can change user', 19, 'change_user'),
	(75, 'Can delete user', 19, 'delete_user'),
	(76, 'Can view user', 19, 'view_user'),
	(77, 'Can add invitation', 20, 'add_invitation'),
	(78, 'Can change invitation', 20, 'change_invitation'),
	(79, 'Can delete invitation', 20, 'delete_invitation'),
	(80, 'Can view invitation', 20, 'view_invitation'),
	(81, 'Can add API key', 21, 'add_apikey'),
	(82, 'Can change API key', 21, 'change_apikey'),
	(83, 'Can delete API key', 21, 'delete_apikey'),
	(84, 'Can view API key', 21, 'view_apikey'),
	(85, 'Can add device session', 22, 'add_devicesession'),
	(86, 'Can change device session', 22, 'change_devicesession'),
	(87, 'Can delete device session', 22, 'delete_devicesession'),
	(88, 'Can view device session', 22, 'view_devicesession'),
	(89, 'Can add kind measure', 23, 'add_kindmeasure'),
	(90, 'Can change kind measure', 23, 'change_kindmeasure'),
	(91, 'Can delete kind measure', 23, 'delete_kindmeasure'),
	(92, 'Can view kind measure', 23, 'view_kindmeasure'),
	(93, 'Can add lane level', 24, 'add_lanelevel'),
	(94, 'Can change lane level', 24, 'change_lanelevel'),
	(95, 'Can delete lane level', 24, 'delete_lanelevel'),
	(96, 'Can view lane level', 24, 'view_lanelevel'),
	(97, 'Can add batch', 25, 'add_batch'),
	(98, 'Can change batch', 25, 'change_batch'),
	(99, 'Can delete batch', 25, 'delete_batch'),
	(100, 'Can view batch', 25, 'view_batch'),
	(101, 'Can add job', 26, 'add_job'),
	(102, 'Can change job', 26, 'change_job'),
	(103, 'Can delete job', 26, 'delete_job'),
	(104, 'Can view job', 26, 'view_job'),
	(105, 'Can add attempt', 27, 'add_attempt'),
	(106, 'Can change attempt', 27, 'change_attempt'),
	(107, 'Can delete attempt', 27, 'delete_attempt'),
	(108, 'Can view attempt', 27, 'view_attempt'),
	(109, 'Can add job event', 28, 'add_jobevent'),
	(110, 'Can change job event', 28, 'change_jobevent'),
	(111, 'Can delete job event', 28, 'delete_jobevent'),
	(112, 'Can view job event', 28, 'view_jobevent'),
	(113, 'Can add kind pause', 29, 'add_kindpause'),
	(114, 'Can change kind pause', 29, 'change_kindpause'),
	(115, 'Can delete kind pause', 29, 'delete_kindpause'),
	(116, 'Can view kind pause', 29, 'view_kindpause'),
	(117, 'Can add schedule', 30, 'add_schedule'),
	(118, 'Can change schedule', 30, 'change_schedule'),
	(119, 'Can delete schedule', 30, 'delete_schedule'),
	(120, 'Can view schedule', 30, 'view_schedule'),
	(121, 'Can add provider', 31, 'add_provider'),
	(122, 'Can change provider', 31, 'change_provider'),
	(123, 'Can delete provider', 31, 'delete_provider'),
	(124, 'Can view provider', 31, 'view_provider'),
	(125, 'Can add language model', 32, 'add_languagemodel'),
	(126, 'Can change language model', 32, 'change_languagemodel'),
	(127, 'Can delete language model', 32, 'delete_languagemodel'),
	(128, 'Can view language model', 32, 'view_languagemodel'),
	(129, 'Can add bundle', 33, 'add_bundle'),
	(130, 'Can change bundle', 33, 'change_bundle'),
	(131, 'Can delete bundle', 33, 'delete_bundle'),
	(132, 'Can view bundle', 33, 'view_bundle'),
	(133, 'Can add category', 34, 'add_category'),
	(134, 'Can change category', 34, 'change_category'),
	(135, 'Can delete category', 34, 'delete_category'),
	(136, 'Can view category', 34, 'view_category'),
	(137, 'Can add minion template', 35, 'add_miniontemplate'),
	(138, 'Can change minion template', 35, 'change_miniontemplate'),
	(139, 'Can delete minion template', 35, 'delete_miniontemplate'),
	(140, 'Can view minion template', 35, 'view_miniontemplate'),
	(141, 'Can add plan', 36, 'add_plan'),
	(142, 'Can change plan', 36, 'change_plan'),
	(143, 'Can delete plan', 36, 'delete_plan'),
	(144, 'Can view plan', 36, 'view_plan'),
	(145, 'Can add tool', 37, 'add_tool'),
	(146, 'Can change tool', 37, 'change_tool'),
	(147, 'Can delete tool', 37, 'delete_tool'),
	(148, 'Can view tool', 37, 'view_tool'),
	(149, 'Can add minion', 38, 'add_minion'),
	(150, 'Can change minion', 38, 'change_minion'),
	(151, 'Can delete minion', 38, 'delete_minion'),
	(152, 'Can view minion', 38, 'view_minion'),
	(153, 'Can add spirit', 39, 'add_spirit'),
	(154, 'Can change spirit', 39, 'change_spirit'),
	(155, 'Can delete spirit', 39, 'delete_spirit'),
	(156, 'Can view spirit', 39, 'view_spirit'),
	(157, 'Can add plan spirit', 40, 'add_planspirit'),
	(158, 'Can change plan spirit', 40, 'change_planspirit'),
	(159, 'Can delete plan spirit', 40, 'delete_planspirit'),
	(160, 'Can view plan spirit', 40, 'view_planspirit'),
	(161, 'Can add pairing', 41, 'add_pairing'),
	(162, 'Can change pairing', 41, 'change_pairing'),
	(163, 'Can delete pairing', 41, 'delete_pairing'),
	(164, 'Can view pairing', 41, 'view_pairing'),
	(165, 'Can add minion template spirit', 42, 'add_miniontemplatespirit'),
	(166, 'Can change minion template spirit', 42, 'change_miniontemplatespirit'),
	(167, 'Can delete minion template spirit', 42, 'delete_miniontemplatespirit'),
	(168, 'Can view minion template spirit', 42, 'view_miniontemplatespirit'),
	(169, 'Can add minion spirit', 43, 'add_minionspirit'),
	(170, 'Can change minion spirit', 43, 'change_minionspirit'),
	(171, 'Can delete minion spirit', 43, 'delete_minionspirit'),
	(172, 'Can view minion spirit', 43, 'view_minionspirit'),
	(173, 'Can add bundle spirit', 44, 'add_bundlespirit'),
	(174, 'Can change bundle spirit', 44, 'change_bundlespirit'),
	(175, 'Can delete bundle spirit', 44, 'delete_bundlespirit'),
	(176, 'Can view bundle spirit', 44, 'view_bundlespirit'),
	(177, 'Can add spirit tool', 45, 'add_spirittool'),
	(178, 'Can change spirit tool', 45, 'change_spirittool'),
	(179, 'Can delete spirit tool', 45, 'delete_spirittool'),
	(180, 'Can view spirit tool', 45, 'view_spirittool'),
	(181, 'Can add minion version', 46, 'add_minionversion'),
	(182, 'Can change minion version', 46, 'change_minionversion'),
	(183, 'Can delete minion version', 46, 'delete_minionversion'),
	(184, 'Can view minion version', 46, 'view_minionversion'),
	(185, 'Can add account', 47, 'add_account'),
	(186, 'Can change account', 47, 'change_account'),
	(187, 'Can delete account', 47, 'delete_account'),
	(188, 'Can view account', 47, 'view_account'),
	(189, 'Can add ledger transaction', 48, 'add_ledgertransaction'),
	(190, 'Can change ledger transaction', 48, 'change_ledgertransaction'),
	(191, 'Can delete ledger transaction', 48, 'delete_ledgertransaction'),
	(192, 'Can view ledger transaction', 48, 'view_ledgertransaction'),
	(193, 'Can add ledger entry', 49, 'add_ledgerentry'),
	(194, 'Can change ledger entry', 49, 'change_ledgerentry'),
	(195, 'Can delete ledger entry', 49, 'delete_ledgerentry'),
	(196, 'Can view ledger entry', 49, 'view_ledgerentry'),
	(197, 'Can add budget', 50, 'add_budget'),
	(198, 'Can change budget', 50, 'change_budget'),
	(199, 'Can delete budget', 50, 'delete_budget'),
	(200, 'Can view budget', 50, 'view_budget'),
	(201, 'Can add budget use', 51, 'add_budgetuse'),
	(202, 'Can change budget use', 51, 'change_budgetuse'),
	(203, 'Can delete budget use', 51, 'delete_budgetuse'),
	(204, 'Can view budget use', 51, 'view_budgetuse'),
	(205, 'Can add reservation', 52, 'add_reservation'),
	(206, 'Can change reservation', 52, 'change_reservation'),
	(207, 'Can delete reservation', 52, 'delete_reservation'),
	(208, 'Can view reservation', 52, 'view_reservation'),
	(209, 'Can add priced item', 53, 'add_priceditem'),
	(210, 'Can change priced item', 53, 'change_priceditem'),
	(211, 'Can delete priced item', 53, 'delete_priceditem'),
	(212, 'Can view priced item', 53, 'view_priceditem'),
	(213, 'Can add price', 54, 'add_price'),
	(214, 'Can change price', 54, 'change_price'),
	(215, 'Can delete price', 54, 'delete_price'),
	(216, 'Can view price', 54, 'view_price'),
	(217, 'Can add plan version', 55, 'add_planversion'),
	(218, 'Can change plan version', 55, 'change_planversion'),
	(219, 'Can delete plan version', 55, 'delete_planversion'),
	(220, 'Can view plan version', 55, 'view_planversion'),
	(221, 'Can add progress', 56, 'add_progress'),
	(222, 'Can change progress', 56, 'change_progress'),
	(223, 'Can delete progress', 56, 'delete_progress'),
	(224, 'Can view progress', 56, 'view_progress'),
	(225, 'Can add subscription', 57, 'add_subscription'),
	(226, 'Can change subscription', 57, 'change_subscription'),
	(227, 'Can delete subscription', 57, 'delete_subscription'),
	(228, 'Can view subscription', 57, 'view_subscription'),
	(229, 'Can add subscription period', 58, 'add_subscriptionperiod'),
	(230, 'Can change subscription period', 58, 'change_subscriptionperiod'),
	(231, 'Can delete subscription period', 58, 'delete_subscriptionperiod'),
	(232, 'Can view subscription period', 58, 'view_subscriptionperiod'),
	(233, 'Can add tool mastery', 59, 'add_toolmastery'),
	(234, 'Can change tool mastery', 59, 'change_toolmastery'),
	(235, 'Can delete tool mastery', 59, 'delete_toolmastery'),
	(236, 'Can view tool mastery', 59, 'view_toolmastery'),
	(237, 'Can add xp event', 60, 'add_xpevent'),
	(238, 'Can change xp event', 60, 'change_xpevent'),
	(239, 'Can delete xp event', 60, 'delete_xpevent'),
	(240, 'Can view xp event', 60, 'view_xpevent'),
	(241, 'Can add grant', 61, 'add_grant'),
	(242, 'Can change grant', 61, 'change_grant'),
	(243, 'Can delete grant', 61, 'delete_grant'),
	(244, 'Can view grant', 61, 'view_grant'),
	(245, 'Can add coupon', 62, 'add_coupon'),
	(246, 'Can change coupon', 62, 'change_coupon'),
	(247, 'Can delete coupon', 62, 'delete_coupon'),
	(248, 'Can view coupon', 62, 'view_coupon'),
	(249, 'Can add purchase', 63, 'add_purchase'),
	(250, 'Can change purchase', 63, 'change_purchase'),
	(251, 'Can delete purchase', 63, 'delete_purchase'),
	(252, 'Can view purchase', 63, 'view_purchase'),
	(253, 'Can add purchase line', 64, 'add_purchaseline'),
	(254, 'Can change purchase line', 64, 'change_purchaseline'),
	(255, 'Can delete purchase line', 64, 'delete_purchaseline'),
	(256, 'Can view purchase line', 64, 'view_purchaseline'),
	(257, 'Can add refund', 65, 'add_refund'),
	(258, 'Can change refund', 65, 'change_refund'),
	(259, 'Can delete refund', 65, 'delete_refund'),
	(260, 'Can view refund', 65, 'view_refund'),
	(261, 'Can add tool call', 66, 'add_toolcall'),
	(262, 'Can change tool call', 66, 'change_toolcall'),
	(263, 'Can delete tool call', 66, 'delete_toolcall'),
	(264, 'Can view tool call', 66, 'view_toolcall'),
	(265, 'Can add artifact', 67, 'add_artifact'),
	(266, 'Can change artifact', 67, 'change_artifact'),
	(267, 'Can delete artifact', 67, 'delete_artifact'),
	(268, 'Can view artifact', 67, 'view_artifact'),
	(269, 'Can add approval', 68, 'add_approval'),
	(270, 'Can change approval', 68, 'change_approval'),
	(271, 'Can delete approval', 68, 'delete_approval'),
	(272, 'Can view approval', 68, 'view_approval'),
	(273, 'Can add workspace file', 69, 'add_workspacefile'),
	(274, 'Can change workspace file', 69, 'change_workspacefile'),
	(275, 'Can delete workspace file', 69, 'delete_workspacefile'),
	(276, 'Can view workspace file', 69, 'view_workspacefile'),
	(277, 'Can add workspace version', 70, 'add_workspaceversion'),
	(278, 'Can change workspace version', 70, 'change_workspaceversion'),
	(279, 'Can delete workspace version', 70, 'delete_workspaceversion'),
	(280, 'Can view workspace version', 70, 'view_workspaceversion'),
	(281, 'Can add conversation', 71, 'add_conversation'),
	(282, 'Can change conversation', 71, 'change_conversation'),
	(283, 'Can delete conversation', 71, 'delete_conversation'),
	(284, 'Can view conversation', 71, 'view_conversation'),
	(285, 'Can add message', 72, 'add_message'),
	(286, 'Can change message', 72, 'change_message'),
	(287, 'Can delete message', 72, 'delete_message'),
	(288, 'Can view message', 72, 'view_message'),
	(289, 'Can add run', 73, 'add_run'),
	(290, 'Can change run', 73, 'change_run'),
	(291, 'Can delete run', 73, 'delete_run'),
	(292, 'Can view run', 73, 'view_run'),
	(293, 'Can add run event', 74, 'add_runevent'),
	(294, 'Can change run event', 74, 'change_runevent'),
	(295, 'Can delete run event', 74, 'delete_runevent'),
	(296, 'Can view run event', 74, 'view_runevent'),
	(297, 'Can add memory entry', 75, 'add_memoryentry'),
	(298, 'Can change memory entry', 75, 'change_memoryentry'),
	(299, 'Can delete memory entry', 75, 'delete_memoryentry'),
	(300, 'Can view memory entry', 75, 'view_memoryentry'),
	(301, 'Can add memory vector', 76, 'add_memoryvector'),
	(302, 'Can change memory vector', 76, 'change_memoryvector'),
	(303, 'Can delete memory vector', 76, 'delete_memoryvector'),
	(304, 'Can view memory vector', 76, 'view_memoryvector'),
	(305, 'Can add memory', 77, 'add_memory'),
	(306, 'Can change memory', 77, 'change_memory'),
	(307, 'Can delete memory', 77, 'delete_memory'),
	(308, 'Can view memory', 77, 'view_memory'),
	(309, 'Can add memory switch', 78, 'add_memoryswitch'),
	(310, 'Can change memory switch', 78, 'change_memoryswitch'),
	(311, 'Can delete memory switch', 78, 'delete_memoryswitch'),
	(312, 'Can view memory switch', 78, 'view_memoryswitch'),
	(313, 'Can add memory use', 79, 'add_memoryuse'),
	(314, 'Can change memory use', 79, 'change_memoryuse'),
	(315, 'Can delete memory use', 79, 'delete_memoryuse'),
	(316, 'Can view memory use', 79, 'view_memoryuse'),
	(317, 'Can add memory version', 80, 'add_memoryversion'),
	(318, 'Can change memory version', 80, 'change_memoryversion'),
	(319, 'Can delete memory version', 80, 'delete_memoryversion'),
	(320, 'Can view memory version', 80, 'view_memoryversion'),
	(321, 'Can add context snapshot', 81, 'add_contextsnapshot'),
	(322, 'Can change context snapshot', 81, 'change_contextsnapshot'),
	(323, 'Can delete context snapshot', 81, 'delete_contextsnapshot'),
	(324, 'Can view context snapshot', 81, 'view_contextsnapshot'),
	(325, 'Can add minion fallback', 82, 'add_minionfallback'),
	(326, 'Can change minion fallback', 82, 'change_minionfallback'),
	(327, 'Can delete minion fallback', 82, 'delete_minionfallback'),
	(328, 'Can view minion fallback', 82, 'view_minionfallback'),
	(329, 'Can add usage record', 83, 'add_usagerecord'),
	(330, 'Can change usage record', 83, 'change_usagerecord'),
	(331, 'Can delete usage record', 83, 'delete_usagerecord'),
	(332, 'Can view usage record', 83, 'view_usagerecord');
INSERT INTO public.auth_group_permissions VALUES
	(1, 1, 129),
	(2, 1, 130),
	(3, 1, 131),
	(4, 1, 132),
	(5, 1, 133),
	(6, 1, 134),
	(7, 1, 135),
	(8, 1, 136),
	(9, 1, 137),
	(10, 1, 138),
	(11, 1, 139),
	(12, 1, 140),
	(13, 1, 144),
	(14, 1, 145),
	(15, 1, 146),
	(16, 1, 147),
	(17, 1, 148),
	(18, 1, 153),
	(19, 1, 154),
	(20, 1, 155),
	(21, 1, 156),
	(22, 1, 160),
	(23, 1, 161),
	(24, 1, 162),
	(25, 1, 163),
	(26, 1, 164),
	(27, 1, 165),
	(28, 1, 166),
	(29, 1, 167),
	(30, 1, 168),
	(31, 1, 173),
	(32, 1, 174),
	(33, 1, 175),
	(34, 1, 176),
	(35, 1, 177),
	(36, 1, 178),
	(37, 1, 179),
	(38, 1, 180),
	(39, 1, 220),
	(40, 2, 256),
	(41, 2, 129),
	(42, 2, 130),
	(43, 2, 131),
	(44, 2, 132),
	(45, 2, 260),
	(46, 2, 136),
	(47, 2, 264),
	(48, 2, 268),
	(49, 2, 140),
	(50, 2, 141),
	(51, 2, 142),
	(52, 2, 272),
	(53, 2, 143),
	(54, 2, 144),
	(55, 2, 148),
	(56, 2, 276),
	(57, 2, 152),
	(58, 2, 280),
	(59, 2, 156),
	(60, 2, 157),
	(61, 2, 158),
	(62, 2, 159),
	(63, 2, 160),
	(64, 2, 164),
	(65, 2, 168),
	(66, 2, 172),
	(67, 2, 173),
	(68, 2, 174),
	(69, 2, 175),
	(70, 2, 176),
	(71, 2, 180),
	(72, 2, 184),
	(73, 2, 188),
	(74, 2, 192),
	(75, 2, 196),
	(76, 2, 200),
	(77, 2, 204),
	(78, 2, 208),
	(79, 2, 209),
	(80, 2, 210),
	(81, 2, 211),
	(82, 2, 212),
	(83, 2, 213),
	(84, 2, 214),
	(85, 2, 215),
	(86, 2, 216),
	(87, 2, 217),
	(88, 2, 218),
	(89, 2, 219),
	(90, 2, 220),
	(91, 2, 224),
	(92, 2, 228),
	(93, 2, 232),
	(94, 2, 236),
	(95, 2, 240),
	(96, 2, 244),
	(97, 2, 245),
	(98, 2, 246),
	(99, 2, 247),
	(100, 2, 248),
	(101, 2, 252),
	(102, 3, 256),
	(103, 3, 132),
	(104, 3, 260),
	(105, 3, 136),
	(106, 3, 264),
	(107, 3, 268),
	(108, 3, 140),
	(109, 3, 272),
	(110, 3, 144),
	(111, 3, 148),
	(112, 3, 276),
	(113, 3, 152),
	(114, 3, 280),
	(115, 3, 156),
	(116, 3, 160),
	(117, 3, 292),
	(118, 3, 164),
	(119, 3, 168),
	(120, 3, 172),
	(121, 3, 176),
	(122, 3, 180),
	(123, 3, 56),
	(124, 3, 184),
	(125, 3, 188),
	(126, 3, 192),
	(127, 3, 68),
	(128, 3, 196),
	(129, 3, 200),
	(130, 3, 74),
	(131, 3, 76),
	(132, 3, 77),
	(133, 3, 78),
	(134, 3, 79),
	(135, 3, 80),
	(136, 3, 204),
	(137, 3, 208),
	(138, 3, 84),
	(139, 3, 212),
	(140, 3, 86),
	(141, 3, 88),
	(142, 3, 216),
	(143, 3, 92),
	(144, 3, 220),
	(145, 3, 96),
	(146, 3, 248),
	(147, 3, 224),
	(148, 3, 100),
	(149, 3, 228),
	(150, 3, 104),
	(151, 3, 232),
	(152, 3, 108),
	(153, 3, 236),
	(154, 3, 112),
	(155, 3, 240),
	(156, 3, 116),
	(157, 3, 244),
	(158, 3, 120),
	(159, 3, 252),
	(160, 4, 256),
	(161, 4, 257),
	(162, 4, 258),
	(163, 4, 259),
	(164, 4, 132),
	(165, 4, 260),
	(166, 4, 136),
	(167, 4, 264),
	(168, 4, 268),
	(169, 4, 140),
	(170, 4, 272),
	(171, 4, 144),
	(172, 4, 148),
	(173, 4, 276),
	(174, 4, 152),
	(175, 4, 280),
	(176, 4, 156),
	(177, 4, 160),
	(178, 4, 164),
	(179, 4, 168),
	(180, 4, 172),
	(181, 4, 176),
	(182, 4, 180),
	(183, 4, 184),
	(184, 4, 186),
	(185, 4, 188),
	(186, 4, 190),
	(187, 4, 192),
	(188, 4, 196),
	(189, 4, 200),
	(190, 4, 76),
	(191, 4, 204),
	(192, 4, 208),
	(193, 4, 212),
	(194, 4, 216),
	(195, 4, 220),
	(196, 4, 224),
	(197, 4, 228),
	(198, 4, 232),
	(199, 4, 236),
	(200, 4, 240),
	(201, 4, 241),
	(202, 4, 242),
	(203, 4, 244),
	(204, 4, 245),
	(205, 4, 246),
	(206, 4, 247),
	(207, 4, 248),
	(208, 4, 250),
	(209, 4, 252),
	(210, 5, 256),
	(211, 5, 4),
	(212, 5, 260),
	(213, 5, 8),
	(214, 5, 264),
	(215, 5, 12),
	(216, 5, 268),
	(217, 5, 16),
	(218, 5, 272),
	(219, 5, 20),
	(220, 5, 276),
	(221, 5, 24),
	(222, 5, 280),
	(223, 5, 28),
	(224, 5, 284),
	(225, 5, 32),
	(226, 5, 288),
	(227, 5, 36),
	(228, 5, 292),
	(229, 5, 40),
	(230, 5, 296),
	(231, 5, 44),
	(232, 5, 300),
	(233, 5, 48),
	(234, 5, 304),
	(235, 5, 52),
	(236, 5, 308),
	(237, 5, 56),
	(238, 5, 312),
	(239, 5, 60),
	(240, 5, 316),
	(241, 5, 64),
	(242, 5, 320),
	(243, 5, 68),
	(244, 5, 324),
	(245, 5, 72),
	(246, 5, 328),
	(247, 5, 76),
	(248, 5, 332),
	(249, 5, 80),
	(250, 5, 84),
	(251, 5, 88),
	(252, 5, 92),
	(253, 5, 96),
	(254, 5, 100),
	(255, 5, 104),
	(256, 5, 108),
	(257, 5, 112),
	(258, 5, 116),
	(259, 5, 120),
	(260, 5, 124),
	(261, 5, 128),
	(262, 5, 132),
	(263, 5, 136),
	(264, 5, 140),
	(265, 5, 144),
	(266, 5, 148),
	(267, 5, 152),
	(268, 5, 156),
	(269, 5, 160),
	(270, 5, 164),
	(271, 5, 168),
	(272, 5, 172),
	(273, 5, 176),
	(274, 5, 180),
	(275, 5, 184),
	(276, 5, 188),
	(277, 5, 192),
	(278, 5, 196),
	(279, 5, 200),
	(280, 5, 204),
	(281, 5, 208),
	(282, 5, 212),
	(283, 5, 216),
	(284, 5, 220),
	(285, 5, 224),
	(286, 5, 228),
	(287, 5, 232),
	(288, 5, 236),
	(289, 5, 240),
	(290, 5, 244),
	(291, 5, 248),
	(292, 5, 252),
	(293, 6, 256),
	(294, 6, 260),
	(295, 6, 264),
	(296, 6, 268),
	(297, 6, 272),
	(298, 6, 276),
	(299, 6, 280),
	(300, 6, 49),
	(301, 6, 50),
	(302, 6, 51),
	(303, 6, 52),
	(304, 6, 56),
	(305, 6, 60),
	(306, 6, 61),
	(307, 6, 62),
	(308, 6, 63),
	(309, 6, 64),
	(310, 6, 68),
	(311, 6, 69),
	(312, 6, 70),
	(313, 6, 71),
	(314, 6, 72),
	(315, 6, 76),
	(316, 6, 80),
	(317, 6, 84),
	(318, 6, 88),
	(319, 6, 89),
	(320, 6, 90),
	(321, 6, 91),
	(322, 6, 92),
	(323, 6, 93),
	(324, 6, 94),
	(325, 6, 95),
	(326, 6, 96),
	(327, 6, 97),
	(328, 6, 98),
	(329, 6, 99),
	(330, 6, 100),
	(331, 6, 101),
	(332, 6, 102),
	(333, 6, 103),
	(334, 6, 104),
	(335, 6, 105),
	(336, 6, 106),
	(337, 6, 107),
	(338, 6, 108),
	(339, 6, 109),
	(340, 6, 110),
	(341, 6, 111),
	(342, 6, 112),
	(343, 6, 113),
	(344, 6, 114),
	(345, 6, 115),
	(346, 6, 116),
	(347, 6, 117),
	(348, 6, 118),
	(349, 6, 119),
	(350, 6, 120),
	(351, 6, 121),
	(352, 6, 122),
	(353, 6, 123),
	(354, 6, 124),
	(355, 6, 125),
	(356, 6, 126),
	(357, 6, 127),
	(358, 6, 128),
	(359, 6, 132),
	(360, 6, 136),
	(361, 6, 140),
	(362, 6, 144),
	(363, 6, 148),
	(364, 6, 152),
	(365, 6, 156),
	(366, 6, 160),
	(367, 6, 164),
	(368, 6, 168),
	(369, 6, 172),
	(370, 6, 176),
	(371, 6, 180),
	(372, 6, 184),
	(373, 6, 188),
	(374, 6, 192),
	(375, 6, 196),
	(376, 6, 200),
	(377, 6, 204),
	(378, 6, 208),
	(379, 6, 212),
	(380, 6, 216),
	(381, 6, 220),
	(382, 6, 224),
	(383, 6, 228),
	(384, 6, 232),
	(385, 6, 236),
	(386, 6, 240),
	(387, 6, 244),
	(388, 6, 248),
	(389, 6, 252),
	(390, 7, 1),
	(391, 7, 2),
	(392, 7, 3),
	(393, 7, 4),
	(394, 7, 5),
	(395, 7, 6),
	(396, 7, 7),
	(397, 7, 8),
	(398, 7, 9),
	(399, 7, 10),
	(400, 7, 11),
	(401, 7, 12),
	(402, 7, 13),
	(403, 7, 14),
	(404, 7, 15),
	(405, 7, 16),
	(406, 7, 17),
	(407, 7, 18),
	(408, 7, 19),
	(409, 7, 20),
	(410, 7, 21),
	(411, 7, 22),
	(412, 7, 23),
	(413, 7, 24),
	(414, 7, 25),
	(415, 7, 26),
	(416, 7, 27),
	(417, 7, 28),
	(418, 7, 29),
	(419, 7, 30),
	(420, 7, 31),
	(421, 7, 32),
	(422, 7, 33),
	(423, 7, 34),
	(424, 7, 35),
	(425, 7, 36),
	(426, 7, 37),
	(427, 7, 38),
	(428, 7, 39),
	(429, 7, 40),
	(430, 7, 41),
	(431, 7, 42),
	(432, 7, 43),
	(433, 7, 44),
	(434, 7, 45),
	(435, 7, 46),
	(436, 7, 47),
	(437, 7, 48),
	(438, 7, 49),
	(439, 7, 50),
	(440, 7, 51),
	(441, 7, 52),
	(442, 7, 56),
	(443, 7, 60),
	(444, 7, 61),
	(445, 7, 62),
	(446, 7, 63),
	(447, 7, 64),
	(448, 7, 68),
	(449, 7, 69),
	(450, 7, 70),
	(451, 7, 71),
	(452, 7, 72),
	(453, 7, 73),
	(454, 7, 74),
	(455, 7, 75),
	(456, 7, 76),
	(457, 7, 77),
	(458, 7, 78),
	(459, 7, 79),
	(460, 7, 80),
	(461, 7, 81),
	(462, 7, 82),
	(463, 7, 83),
	(464, 7, 84),
	(465, 7, 85),
	(466, 7, 86),
	(467, 7, 87),
	(468, 7, 88),
	(469, 7, 89),
	(470, 7, 90),
	(471, 7, 91),
	(472, 7, 92),
	(473, 7, 93),
	(474, 7, 94),
	(475, 7, 95),
	(476, 7, 96),
	(477, 7, 97),
	(478, 7, 98),
	(479, 7, 99),
	(480, 7, 100),
	(481, 7, 101),
	(482, 7, 102),
	(483, 7, 103),
	(484, 7, 104),
	(485, 7, 105),
	(486, 7, 106),
	(487, 7, 107),
	(488, 7, 108),
	(489, 7, 109),
	(490, 7, 110),
	(491, 7, 111),
	(492, 7, 112),
	(493, 7, 113),
	(494, 7, 114),
	(495, 7, 115),
	(496, 7, 116),
	(497, 7, 117),
	(498, 7, 118),
	(499, 7, 119),
	(500, 7, 120);
INSERT INTO public.auth_group_permissions VALUES
	(501, 7, 121),
	(502, 7, 122),
	(503, 7, 123),
	(504, 7, 124),
	(505, 7, 125),
	(506, 7, 126),
	(507, 7, 127),
	(508, 7, 128),
	(509, 7, 129),
	(510, 7, 130),
	(511, 7, 131),
	(512, 7, 132),
	(513, 7, 133),
	(514, 7, 134),
	(515, 7, 135),
	(516, 7, 136),
	(517, 7, 137),
	(518, 7, 138),
	(519, 7, 139),
	(520, 7, 140),
	(521, 7, 141),
	(522, 7, 142),
	(523, 7, 143),
	(524, 7, 144),
	(525, 7, 145),
	(526, 7, 146),
	(527, 7, 147),
	(528, 7, 148),
	(529, 7, 149),
	(530, 7, 150),
	(531, 7, 151),
	(532, 7, 152),
	(533, 7, 153),
	(534, 7, 154),
	(535, 7, 155),
	(536, 7, 156),
	(537, 7, 157),
	(538, 7, 158),
	(539, 7, 159),
	(540, 7, 160),
	(541, 7, 161),
	(542, 7, 162),
	(543, 7, 163),
	(544, 7, 164),
	(545, 7, 165),
	(546, 7, 166),
	(547, 7, 167),
	(548, 7, 168),
	(549, 7, 169),
	(550, 7, 170),
	(551, 7, 171),
	(552, 7, 172),
	(553, 7, 173),
	(554, 7, 174),
	(555, 7, 175),
	(556, 7, 176),
	(557, 7, 177),
	(558, 7, 178),
	(559, 7, 179),
	(560, 7, 180),
	(561, 7, 181),
	(562, 7, 182),
	(563, 7, 183),
	(564, 7, 184),
	(565, 7, 185),
	(566, 7, 186),
	(567, 7, 187),
	(568, 7, 188),
	(569, 7, 189),
	(570, 7, 190),
	(571, 7, 191),
	(572, 7, 192),
	(573, 7, 193),
	(574, 7, 194),
	(575, 7, 195),
	(576, 7, 196),
	(577, 7, 197),
	(578, 7, 198),
	(579, 7, 199),
	(580, 7, 200),
	(581, 7, 201),
	(582, 7, 202),
	(583, 7, 203),
	(584, 7, 204),
	(585, 7, 205),
	(586, 7, 206),
	(587, 7, 207),
	(588, 7, 208),
	(589, 7, 209),
	(590, 7, 210),
	(591, 7, 211),
	(592, 7, 212),
	(593, 7, 213),
	(594, 7, 214),
	(595, 7, 215),
	(596, 7, 216),
	(597, 7, 217),
	(598, 7, 218),
	(599, 7, 219),
	(600, 7, 220),
	(601, 7, 221),
	(602, 7, 222),
	(603, 7, 223),
	(604, 7, 224),
	(605, 7, 225),
	(606, 7, 226),
	(607, 7, 227),
	(608, 7, 228),
	(609, 7, 229),
	(610, 7, 230),
	(611, 7, 231),
	(612, 7, 232),
	(613, 7, 233),
	(614, 7, 234),
	(615, 7, 235),
	(616, 7, 236),
	(617, 7, 237),
	(618, 7, 238),
	(619, 7, 239),
	(620, 7, 240),
	(621, 7, 241),
	(622, 7, 242),
	(623, 7, 243),
	(624, 7, 244),
	(625, 7, 245),
	(626, 7, 246),
	(627, 7, 247),
	(628, 7, 248),
	(629, 7, 249),
	(630, 7, 250),
	(631, 7, 251),
	(632, 7, 252),
	(633, 7, 253),
	(634, 7, 254),
	(635, 7, 255),
	(636, 7, 256),
	(637, 7, 257),
	(638, 7, 258),
	(639, 7, 259),
	(640, 7, 260),
	(641, 7, 261),
	(642, 7, 262),
	(643, 7, 263),
	(644, 7, 264),
	(645, 7, 265),
	(646, 7, 266),
	(647, 7, 267),
	(648, 7, 268),
	(649, 7, 269),
	(650, 7, 270),
	(651, 7, 271),
	(652, 7, 272),
	(653, 7, 273),
	(654, 7, 274),
	(655, 7, 275),
	(656, 7, 276),
	(657, 7, 277),
	(658, 7, 278),
	(659, 7, 279),
	(660, 7, 280),
	(661, 7, 281),
	(662, 7, 282),
	(663, 7, 283),
	(664, 7, 284),
	(665, 7, 285),
	(666, 7, 286),
	(667, 7, 287),
	(668, 7, 288),
	(669, 7, 289),
	(670, 7, 290),
	(671, 7, 291),
	(672, 7, 292),
	(673, 7, 293),
	(674, 7, 294),
	(675, 7, 295),
	(676, 7, 296),
	(677, 7, 297),
	(678, 7, 298),
	(679, 7, 299),
	(680, 7, 300),
	(681, 7, 301),
	(682, 7, 302),
	(683, 7, 303),
	(684, 7, 304),
	(685, 7, 305),
	(686, 7, 306),
	(687, 7, 307),
	(688, 7, 308),
	(689, 7, 309),
	(690, 7, 310),
	(691, 7, 311),
	(692, 7, 312),
	(693, 7, 313),
	(694, 7, 314),
	(695, 7, 315),
	(696, 7, 316),
	(697, 7, 317),
	(698, 7, 318),
	(699, 7, 319),
	(700, 7, 320),
	(701, 7, 321),
	(702, 7, 322),
	(703, 7, 323),
	(704, 7, 324),
	(705, 7, 325),
	(706, 7, 326),
	(707, 7, 327),
	(708, 7, 328),
	(709, 7, 329),
	(710, 7, 330),
	(711, 7, 331),
	(712, 7, 332);
INSERT INTO public.ops_limitrule VALUES
	(1, 'everything', 'address', 1200, 60, true),
	(2, 'sign_in', 'address', 30, 60, true),
	(3, 'read', 'person', 600, 60, true),
	(4, 'read', 'api_key', 600, 60, true),
	(5, 'write', 'person', 240, 60, true),
	(6, 'write', 'api_key', 240, 60, true),
	(7, 'answers', 'person', 60, 60, true),
	(8, 'answers', 'api_key', 60, 60, true);
INSERT INTO public.queue_schedule VALUES
	(uuidv7(), 'Erase expired memories', 'memory.erase_expired', '{}', 5, '', 300, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Embed memories', 'memory.embed_missing', '{}', 5, '', 60, 'UTC', 'once', true, now(), NULL, now(), NULL);
SELECT pg_catalog.setval('public.auth_group_id_seq', 7, true);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 712, true);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 332, true);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 83, true);
SELECT pg_catalog.setval('public.ops_limitrule_id_seq', 8, true);
