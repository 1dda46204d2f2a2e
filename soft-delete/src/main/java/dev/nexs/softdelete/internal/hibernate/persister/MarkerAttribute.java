package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.BitSet;
import org.hibernate.engine.FetchTiming;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.loader.ast.internal.LoaderSqlAstCreationState;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.query.sqm.sql.SqmToSqlAstConverter;
import org.hibernate.spi.NavigablePath;
import org.hibernate.sql.ast.spi.SqlAstCreationState;
import org.hibernate.sql.ast.spi.SqlAstQueryPartProcessingState;
import org.hibernate.sql.results.graph.AssemblerCreationState;
import org.hibernate.sql.results.graph.DomainResultAssembler;
import org.hibernate.sql.results.graph.DomainResultCreationState;
import org.hibernate.sql.results.graph.Fetch;
import org.hibernate.sql.results.graph.FetchParent;
import org.hibernate.sql.results.graph.InitializerParent;
import org.hibernate.sql.results.graph.basic.BasicFetch;
import org.hibernate.sql.results.jdbc.spi.RowProcessingState;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/**
 * The marker, and the id of the deletion, as attributes that only Hibernate sees. They are read where a row may be in the
 * trash: under another view, and behind a reference. The roots of a read of live rows, and the elements of collections, are
 * restricted to live ones, so there both are null by definition and no column is spent on them.
 */
final class MarkerAttribute extends BasicAttributeMapping {

    private MarkerAttribute(BasicAttributeMapping standard) {
        super(
                standard.getAttributeName(),
                standard.getNavigableRole(),
                standard.getStateArrayPosition(),
                standard.getFetchableKey(),
                standard.getAttributeMetadata(),
                standard.getMappedFetchOptions().getTiming(),
                standard.getMappedFetchOptions().getStyle(),
                standard.getContainingTableExpression(),
                standard.getSelectionExpression(),
                standard.getSelectablePath(),
                standard.isFormula(),
                standard.getCustomReadExpression(),
                standard.getCustomWriteExpression(),
                standard.getLength(),
                standard.getArrayLength(),
                standard.getPrecision(),
                standard.getScale(),
                standard.getTemporalPrecision(),
                standard.isLob(),
                standard.isNullable(),
                standard.isInsertable(),
                standard.isUpdateable(),
                standard.isPartitioned(),
                standard.getJdbcMapping(),
                standard.getDeclaringType(),
                standard.getPropertyAccess());
    }

    /** In the place of what Hibernate has made of an attribute, if that is one of ours. */
    static AttributeMapping of(AttributeMapping standard) {
        boolean ours = standard.getAttributeName().equals(EntityDefinition.MARKER_PROPERTY)
                || standard.getAttributeName().equals(EntityDefinition.BATCH_PROPERTY);
        return ours && standard instanceof BasicAttributeMapping basic ? new MarkerAttribute(basic) : standard;
    }

    @Override
    public Fetch generateFetch(
            FetchParent parent,
            NavigablePath path,
            FetchTiming timing,
            boolean selected,
            @Nullable String variable,
            DomainResultCreationState state) {
        return isLiveByDefinition(parent, state.getSqlAstCreationState())
                ? new Unread(parent, path, this)
                : super.generateFetch(parent, path, timing, selected, variable, state);
    }

    /** Not so in a native query, nor in the columns that one is completed with: nobody restricts those. */
    private static boolean isLiveByDefinition(FetchParent parent, SqlAstCreationState state) {
        LoadQueryInfluencers influencers = state.getLoadQueryInfluencers();
        boolean live = !influencers.hasEnabledFetchProfiles()
                || (View.of(influencers) == View.LIVE && !influencers.isFetchProfileEnabled(View.BY_REFERENCE));
        if (!live || !(state instanceof SqmToSqlAstConverter || state instanceof LoaderSqlAstCreationState)) {
            return false;
        } else if (parent.getNavigablePath().getParent() == null) {
            return state instanceof SqmToSqlAstConverter || isRestricted(state);
        } else {
            return parent instanceof Fetch fetch && fetch.getFetchedMapping() instanceof EntityCollectionPart;
        }
    }

    private static boolean isRestricted(SqlAstCreationState state) {
        return state.getCurrentProcessingState() instanceof SqlAstQueryPartProcessingState part
                && part.getInflightQueryPart().getFirstQuerySpec().getWhereClauseRestrictions() != null;
    }

    /** Null, without a column. */
    private static final class Unread extends BasicFetch<Object> implements DomainResultAssembler<Object> {

        private final JavaType<Object> javaType;

        @SuppressWarnings("unchecked")
        Unread(FetchParent parent, NavigablePath path, MarkerAttribute attribute) {
            super(0, parent, path, attribute, FetchTiming.IMMEDIATE, false);
            this.javaType = (JavaType<Object>) attribute.getJavaType();
        }

        @Override
        public DomainResultAssembler<Object> createAssembler(
                @Nullable InitializerParent<?> parent, AssemblerCreationState state) {
            return this;
        }

        @Override
        public DomainResultAssembler<Object> createResultAssembler(
                @Nullable InitializerParent<?> parent, AssemblerCreationState state) {
            return this;
        }

        @Override
        public void collectValueIndexesToCache(BitSet indexes) {
            // There is none.
        }

        @Override
        public @Nullable Object assemble(RowProcessingState row) {
            return null;
        }

        @Override
        public JavaType<Object> getAssembledJavaType() {
            return javaType;
        }
    }
}
